import * as z from 'zod'
import type { MerchantRow } from '../../db/entities/payments.ts'
import type { Vault } from '../../secrets/vault.ts'
import { tradeTypes } from '../payment-provider.ts'
import type { WechatMerchant } from '../wechat/merchant.ts'

const settings = z.object({
  merchantSerial: z.string(),
  /** apiclient_cert.pem; null: only its serial is known. */
  certificatePem: z.string().nullable(),
  publicKeyId: z.string().nullable(),
  publicKeyPem: z.string().nullable(),
  tradeTypes: z.array(z.enum(tradeTypes)),
  /** Scheme, host and port; null: WeChat's own. */
  origin: z.string().nullable(),
})
/** What is not secret of an account. */
export type MerchantSettings = z.infer<typeof settings>

const secret = z.object({ apiV3Key: z.string(), merchantKeyPem: z.string() })
export type MerchantSecret = z.infer<typeof secret>

/** What a row keeps in clear. Throws where it was not written by this program. */
export function settingsOf(row: Pick<MerchantRow, 'settings'>): MerchantSettings {
  return settings.parse(row.settings)
}

export function sealMerchant(vault: Pick<Vault, 'seal'>, kept: MerchantSecret): string {
  const { apiV3Key, merchantKeyPem } = kept
  return vault.seal(JSON.stringify({ apiV3Key, merchantKeyPem }))
}

/** Throws `NotSealedHere` where another master key sealed it. */
export function openMerchant(vault: Pick<Vault, 'open'>, row: Pick<MerchantRow, 'secret'>): MerchantSecret {
  return secret.parse(JSON.parse(vault.open(row.secret)))
}

/** All that the provider needs; `notifyUrl` empty: the hub has no public address. */
export function wechatSettings(
  account: Pick<MerchantRow, 'mchid' | 'appid'>,
  kept: MerchantSettings & MerchantSecret,
  notifyUrl: string,
): WechatMerchant {
  const { apiV3Key, merchantKeyPem, merchantSerial, publicKeyId, publicKeyPem } = kept
  const { mchid, appid } = account
  const keys = { apiV3Key, merchantKeyPem, merchantSerial, publicKeyId, publicKeyPem }
  return { mchid, appid, ...keys, notifyUrl, tradeTypes: kept.tradeTypes }
}
