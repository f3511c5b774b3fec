import type { MerchantReport, MerchantView } from '../../contract/admin/merchants.ts'
import type { Instant } from '../../contract/primitives.ts'
import { type MerchantRow, merchantEntity } from '../../db/entities/payments.ts'
import type { Database } from '../../db/transaction.ts'
import { settingsOf } from './merchant-secrets.ts'

/** As operators see an account: no key leaves. */
export function viewMerchant(row: MerchantRow, notifyUrl: string): MerchantView {
  const { merchantSerial, certificatePem, publicKeyId, publicKeyPem, tradeTypes, origin } = settingsOf(row)
  return {
    id: row.id,
    provider: row.provider,
    mchid: row.mchid,
    appid: row.appid,
    state: row.state,
    ...{ merchantSerial, publicKeyId, tradeTypes, origin },
    hasCertificate: certificatePem !== null,
    hasPublicKey: publicKeyPem !== null,
    notifyUrl: notifyUrl === '' ? null : notifyUrl,
    createdAt: row.createdAt as Instant,
    checkedAt: row.checkedAt as Instant | null,
    // Written by the test alone, so its form is known.
    report: (row.checkReport ?? null) as MerchantReport | null,
    version: row.version,
  }
}

/** A page of accounts, newest first. */
export function listMerchants(
  deps: { readonly database: Database; readonly notifyUrl: string },
  query: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ items: MerchantView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const before = /^\d{1,15}$/.test(query.after ?? '') ? Number(query.after) : Number.MAX_SAFE_INTEGER
    const rows = await tx.manager
      .createQueryBuilder(merchantEntity, 'm')
      .where('m.id < :before', { before })
      .orderBy('m.id', 'DESC')
      .take(query.limit + 1)
      .getMany()
    const page = rows.slice(0, query.limit)
    const next = rows.length > query.limit ? String(page.at(-1)?.id) : null
    return { items: page.map(row => viewMerchant(row, deps.notifyUrl)), next }
  })
}
