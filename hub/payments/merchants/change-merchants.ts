import { recordAudit } from '../../audit/record-audit.ts'
import { type MerchantRow, merchantEntity } from '../../db/entities/payments.ts'
import { lockRows } from '../../db/lock-rows.ts'
import { integerIn } from '../../db/raw-row.ts'
import { type Database, isDuplicate, rowsOf, type Tx } from '../../db/transaction.ts'
import { announce } from '../../events/announce.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Clock } from '../../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../../kernel/outcome.ts'
import type { Vault } from '../../secrets/vault.ts'
import { merchantProblems, serialOfCertificate } from './merchant-problems.ts'
import {
  type MerchantSecret,
  type MerchantSettings,
  openMerchant,
  sealMerchant,
  settingsOf,
  wechatSettings,
} from './merchant-secrets.ts'
import { nextStep } from './next-step-rule.ts'

export interface MerchantDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Pick<Vault, 'seal' | 'open'>
  /** Where notifications arrive; empty: the hub has no public address. */
  readonly notifyUrl: string
}

type Kept = MerchantSettings & MerchantSecret
type Given = Omit<Kept, 'merchantSerial'> & { readonly merchantSerial?: string | undefined }
type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined }

/**
 * Adds an account. With `activate` new payments go there, and no more to the one before.
 * Fails with `merchant_taken`, and `merchant_refused` (`problems`) where an active one could not work.
 */
export function createMerchant(
  deps: MerchantDeps,
  given: Given & { readonly mchid: string; readonly appid: string; readonly activate: boolean },
  actor: Actor,
): Promise<Outcome<MerchantRow>> {
  const kept = withSerial(given)
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const { mchid, appid } = given
      const row: Omit<MerchantRow, 'id'> = {
        ...{ provider: 'wechat', mchid, appid, state: given.activate ? 'active' : 'retired' },
        ...sealed(deps, kept),
        ...{ createdAt: at, checkedAt: null, checkReport: null, version: 1 },
      }
      if (given.activate) refuseUnusable(deps, { ...row, id: 0 }, kept)
      const id = await insertMerchant(tx, row)
      const made: MerchantRow = { ...row, id }
      if (given.activate) await retireOthers(tx, id)
      await tell(tx, deps, { action: 'merchant.create', actor, before: null, after: made })
      return made
    }),
  )
}

async function insertMerchant(tx: Tx, row: Omit<MerchantRow, 'id'>): Promise<number> {
  try {
    const inserted = await tx.manager.insert(merchantEntity, row as object)
    return Number(inserted.identifiers[0]?.['id'])
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw new RolledBack(fail('merchant_taken', { mchid: row.mchid, appid: row.appid }))
  }
}

/**
 * Changes what is given. Fails with `merchant_not_found`, `changed_meanwhile`, and `merchant_refused` (`problems`)
 * where it is active and could not work so.
 */
export function editMerchant(
  deps: MerchantDeps,
  edit: Optional<Given> & { readonly merchantId: number; readonly version: number },
  actor: Actor,
): Promise<Outcome<MerchantRow>> {
  return changeMerchant(deps, { merchantId: edit.merchantId, action: 'merchant.edit', actor }, (_tx, row) => {
    if (row.version !== edit.version) {
      throw new RolledBack(fail('changed_meanwhile', { current: { version: row.version } }))
    }
    const { merchantId: _id, version: _version, ...rest } = edit
    const before: Kept = { ...settingsOf(row), ...openMerchant(deps.vault, row) }
    const wanted = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
    // A new certificate without a serial brings its own.
    const { merchantSerial, ...others } = before
    const isNewCertificate = typeof edit.certificatePem === 'string' && edit.merchantSerial === undefined
    const kept = withSerial({ ...others, ...(isNewCertificate ? {} : { merchantSerial }), ...wanted })
    if (row.state === 'active') refuseUnusable(deps, row, kept)
    return { ...sealed(deps, kept), checkReport: null }
  })
}

/** Sends new payments there alone. Fails with `merchant_not_found` and `merchant_refused` (`problems`). */
export function activateMerchant(
  deps: MerchantDeps,
  { merchantId }: { readonly merchantId: number },
  actor: Actor,
): Promise<Outcome<MerchantRow>> {
  return changeMerchant(deps, { merchantId, action: 'merchant.activate', actor }, async (tx, row) => {
    refuseUnusable(deps, row, { ...settingsOf(row), ...openMerchant(deps.vault, row) })
    await retireOthers(tx, row.id)
    return { state: 'active' }
  })
}

/** Takes no new payments there. Fails with `merchant_not_found`. */
export function retireMerchant(
  deps: MerchantDeps,
  { merchantId }: { readonly merchantId: number },
  actor: Actor,
): Promise<Outcome<MerchantRow>> {
  return changeMerchant(deps, { merchantId, action: 'merchant.retire', actor }, () => ({ state: 'retired' }))
}

type Patch = Partial<Pick<MerchantRow, 'state' | 'settings' | 'secret' | 'checkReport'>>

function changeMerchant(
  deps: MerchantDeps,
  change: { readonly merchantId: number; readonly action: string; readonly actor: Actor },
  patchOf: (tx: Tx, row: MerchantRow) => Patch | Promise<Patch>,
): Promise<Outcome<MerchantRow>> {
  const { merchantId, action, actor } = change
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const [before] = await lockRows(tx, merchantEntity, [merchantId])
      if (before === undefined) throw new RolledBack(fail('merchant_not_found', { merchantId }))
      const patch = { ...(await patchOf(tx, before)), version: before.version + 1 }
      // TypeORM has no type for the value of a JSON column that may be anything.
      await tx.manager.update(
        merchantEntity,
        { id: merchantId },
        patch as Parameters<typeof tx.manager.update>[2],
      )
      const after: MerchantRow = { ...before, ...patch }
      await tell(tx, deps, { action, actor, before, after })
      return after
    }),
  )
}

/** Ascending, so that two activations at once wait for each other in one order. */
async function retireOthers(tx: Tx, merchantId: number): Promise<void> {
  const rows = rowsOf(
    await tx.query(`SELECT id FROM merchants WHERE state = 'active' AND id <> ? ORDER BY id${tx.forUpdate}`, [
      merchantId,
    ]),
  )
  for (const row of rows) {
    await tx.query(`UPDATE merchants SET state = 'retired', version = version + 1 WHERE id = ?`, [
      integerIn(row, 'id'),
    ])
  }
}

function withSerial(given: Given): Kept {
  const { merchantSerial, certificatePem } = given
  const found = certificatePem === null ? null : serialOfCertificate(certificatePem)
  return { ...given, merchantSerial: merchantSerial ?? found ?? '' }
}

function sealed(deps: Pick<MerchantDeps, 'vault'>, kept: Kept): Pick<MerchantRow, 'settings' | 'secret'> {
  const { merchantSerial, certificatePem, publicKeyId, publicKeyPem, tradeTypes, origin } = kept
  const settings: MerchantSettings = {
    ...{ merchantSerial, certificatePem, publicKeyId, publicKeyPem, origin },
    tradeTypes: [...new Set(tradeTypes)],
  }
  return { settings, secret: sealMerchant(deps.vault, kept) }
}

/** The address of notifications is the hub's own matter: an account may be active before it is right. */
function refuseUnusable(deps: MerchantDeps, row: MerchantRow, kept: Kept): void {
  const problems = merchantProblems(
    wechatSettings(row, kept, deps.notifyUrl),
    kept.certificatePem,
    kept.origin !== null,
  ).filter(({ about }) => about !== 'notify-url')
  if (problems.length === 0) return
  throw new RolledBack(
    fail('merchant_refused', { problems: problems.map(one => ({ ...one, next: nextStep[one.about] })) }),
  )
}

/** Keys that changed show by their sealed text, which the audit log masks. */
async function tell(
  tx: Tx,
  deps: MerchantDeps,
  told: {
    readonly action: string
    readonly actor: Actor
    readonly before: MerchantRow | null
    readonly after: MerchantRow
  },
): Promise<void> {
  const { action, actor, before, after } = told
  const at = deps.clock.now()
  await announce(tx, { at, kind: 'merchant.changed', subject: { merchantId: after.id, state: after.state } })
  const subject = `merchant:${after.id}`
  const audited = (row: MerchantRow) => {
    const { mchid, appid, state, secret } = row
    return { mchid, appid, state, ...settingsOf(row), secret }
  }
  await recordAudit(tx, {
    ...{ at, actor, action, subject },
    before: before === null ? null : audited(before),
    after: audited(after),
  })
}
