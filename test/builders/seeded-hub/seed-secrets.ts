import { createPasswords } from '../../../hub/operators/passwords.ts'
import { createVault, type Vault } from '../../../hub/secrets/vault.ts'
import { createIdentity, type Identity } from '../../wechat-emulator/crypto/create-identity.ts'

/** What the accounts of a seeded hub are opened with. */
export interface SeedPasswords {
  /** Of every operator. */
  readonly operator: string
  /** Of every customer. */
  readonly customer: string
  /** Base32: of the owner who has a second factor. */
  readonly totpSecret: string
}

export const defaultPasswords: SeedPasswords = {
  operator: 'seeded-Hub-4711-lantern',
  customer: 'seeded-Customer-4711',
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
}

/** The only parts of a seeding that are new each time: keys, and what is sealed or hashed with them. */
export interface SeedSecrets {
  readonly vault: Vault
  readonly operatorPasswordHash: string
  readonly customerPasswordHash: string
  readonly totpSecret: string
  readonly merchant: Identity
}

/** Making five RSA keys takes a second: a process makes them once. */
let merchant: Promise<Identity> | null = null

export async function makeSecrets(masterKey: Buffer, passwords: SeedPasswords): Promise<SeedSecrets> {
  const hashes = createPasswords()
  merchant ??= createIdentity({ mchid: '1900000109', appid: 'wx8888888888888888' })
  return {
    vault: createVault(masterKey),
    operatorPasswordHash: await hashes.hash(passwords.operator),
    customerPasswordHash: await hashes.hash(passwords.customer),
    totpSecret: passwords.totpSecret,
    merchant: await merchant,
  }
}
