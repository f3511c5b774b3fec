import { type MerchantRow, merchantEntity } from '../../db/entities/payments.ts'
import { integerIn, textIn } from '../../db/raw-row.ts'
import { type Database, rowsOf } from '../../db/transaction.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { Vault } from '../../secrets/vault.ts'
import type { RandomBytes } from '../../users/ports.ts'
import type { PaymentProvider } from '../payment-provider.ts'
import type { Till, Tills } from '../ports.ts'
import { createWechatProvider } from '../wechat/create-wechat-provider.ts'
import type { TransportLimits } from '../wechat/transport.ts'
import { openMerchant, settingsOf, wechatSettings } from './merchant-secrets.ts'

export interface MerchantDirectoryDeps {
  readonly database: Database
  readonly clock: Clock
  readonly vault: Pick<Vault, 'open'>
  readonly random: RandomBytes
  readonly logger: Logger
  /** Where notifications arrive, under the public address; empty: there is none. */
  readonly notifyUrl: string
  readonly limits?: Partial<TransportLimits>
}

/** Every account's provider, built once for each version of its row; `all` may be a second old. */
export interface MerchantDirectory extends Tills {
  /** Renews proofs that are 12 h old, of every account; for an hourly job. Says what it did. */
  refreshTrust(): Promise<string>
}

interface Account {
  readonly till: Till | null
  readonly isActive: boolean
}

const recentMs = 1_000

/**
 * Builds providers from the stored settings. Each call compares the rows' versions, so that what another hub changed
 * counts at once; never call it within a transaction, since it opens one of its own. An account whose keys this master
 * key does not open is logged and is as if it were not there.
 */
export function createMerchantDirectory(deps: MerchantDirectoryDeps): MerchantDirectory {
  const { database, logger } = deps
  const built = new Map<number, { readonly version: number; readonly till: Till | null }>()
  let latest: { readonly at: number; readonly accounts: readonly Account[] } | null = null
  let reading: Promise<readonly Account[]> | null = null

  /** Accounts, those that take new payments first, the newest first. */
  async function present(): Promise<readonly Account[]> {
    const { rows, changed } = await database.inTransaction(async tx => {
      const found = rowsOf(
        await tx.query(
          `SELECT id, version, state FROM merchants ORDER BY CASE state WHEN 'active' THEN 0 ELSE 1 END, id DESC`,
        ),
      ).map(row => ({
        id: integerIn(row, 'id'),
        version: integerIn(row, 'version'),
        isActive: textIn(row, 'state') === 'active',
      }))
      const stale = found.filter(({ id, version }) => built.get(id)?.version !== version)
      const read: MerchantRow[] = []
      for (const { id } of stale) read.push(...(await tx.manager.findBy(merchantEntity, { id })))
      return { rows: found, changed: read }
    })
    for (const row of changed) built.set(row.id, { version: row.version, till: build(row) })
    const accounts = rows.map(({ id, isActive }) => ({ till: built.get(id)?.till ?? null, isActive }))
    latest = { at: deps.clock.now(), accounts }
    return accounts
  }

  /**
   * As of a moment ago: it is asked as often as strangers like to send notifications, and must cost the database
   * nothing. Whoever opens a payment at a new account reads the rows before, so that its notification finds it.
   */
  async function recent(): Promise<readonly Account[]> {
    const known = latest
    if (known !== null && Math.abs(deps.clock.now() - known.at) < recentMs) return known.accounts
    reading ??= present().finally(() => {
      reading = null
    })
    // A database that is away does not make the proofs unknown.
    return known === null ? reading : reading.catch(() => known.accounts)
  }

  function build(row: MerchantRow): Till | null {
    try {
      return { merchantId: row.id, provider: buildProvider(deps, row) }
    } catch (error) {
      logger.error({ err: error, merchant: row.id }, 'the settings of a merchant account cannot be used')
      return null
    }
  }

  const usable = (accounts: readonly Account[]) =>
    accounts.flatMap(({ till }) => (till === null ? [] : [till]))
  const all = async () => usable(await recent())
  return {
    active: async () =>
      (await present()).find(({ isActive, till }) => isActive && till !== null)?.till ?? null,
    byId: async merchantId => usable(await present()).find(till => till.merchantId === merchantId) ?? null,
    all,
    async refreshTrust() {
      const tills = await all()
      for (const { provider } of tills) await provider.refreshTrust()
      return `${tills.length} merchant accounts looked after`
    },
  }
}

/** A provider from a stored row. Throws where its secrets do not open. */
export function buildProvider(
  deps: Omit<MerchantDirectoryDeps, 'database'>,
  row: Pick<MerchantRow, 'mchid' | 'appid' | 'settings' | 'secret'>,
): PaymentProvider {
  const kept = { ...settingsOf(row), ...openMerchant(deps.vault, row) }
  const { clock, random, logger, limits } = deps
  return createWechatProvider({
    settings: wechatSettings(row, kept, deps.notifyUrl),
    ...(kept.origin === null ? {} : { origin: kept.origin }),
    ...(limits === undefined ? {} : { limits }),
    ...{ clock, random, logger },
  })
}
