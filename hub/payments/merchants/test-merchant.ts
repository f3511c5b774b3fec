import { recordAudit } from '../../audit/record-audit.ts'
import type { MerchantReport } from '../../contract/admin/merchants.ts'
import type { Fen, Instant } from '../../contract/primitives.ts'
import { merchantEntity } from '../../db/entities/payments.ts'
import type { Actor } from '../../kernel/actor.ts'
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts'
import type { ConnectionProblem, PaymentProvider, ProviderAnswer } from '../payment-provider.ts'
import { buildProvider, type MerchantDirectoryDeps } from './create-merchant-directory.ts'
import { merchantProblems } from './merchant-problems.ts'
import { openMerchant, settingsOf, wechatSettings } from './merchant-secrets.ts'
import { nextStep } from './next-step-rule.ts'

export type TestMerchantDeps = MerchantDirectoryDeps

/**
 * Asks WeChat with an account's settings and says which are wrong. Where all else is right and QR codes are sold, it
 * also opens a payment of one fen that nobody sees and closes it: that alone proves the appid.
 * Fails with `merchant_not_found`. The report is kept with the account.
 */
export async function testMerchant(
  deps: TestMerchantDeps,
  { merchantId }: { readonly merchantId: number },
  actor: Actor,
): Promise<Outcome<MerchantReport>> {
  const row = await deps.database.inTransaction(tx =>
    tx.manager.findOneBy(merchantEntity, { id: merchantId }),
  )
  if (row === null) return fail('merchant_not_found', { merchantId })
  const kept = { ...settingsOf(row), ...openMerchant(deps.vault, row) }
  const settings = wechatSettings(row, kept, deps.notifyUrl)
  const own = merchantProblems(settings, kept.certificatePem, kept.origin !== null)
  const provider = buildProvider(deps, row)
  const answered = await provider.testConnection()
  const found: Found[] = [...own, ...answered.problems]
  let unproven = answered.unproven
  if (found.length === 0 && provider.tradeTypes.includes('native')) {
    const rehearsed = await rehearse(deps, provider)
    found.push(...rehearsed)
    unproven = unproven.filter(about => about !== 'appid')
  }
  const problems = found
    .filter((one, index) => found.findIndex(other => other.about === one.about) === index)
    .map(one => ({ ...one, next: nextStep[one.about] }))
  const { clockSkewMs, trusts } = answered
  const report: MerchantReport = {
    ok: problems.length === 0,
    ...{ problems, clockSkewMs },
    trusts: { ...trusts },
    unproven: unproven.filter(about => problems.every(one => one.about !== about)),
  }
  const at = deps.clock.now()
  await deps.database.inTransaction(async tx => {
    // Not of a version that was changed while WeChat was asked.
    await tx.query('UPDATE merchants SET checkedAt = ?, checkReport = ? WHERE id = ? AND version = ?', [
      ...[at, JSON.stringify(report), merchantId, row.version],
    ])
    const after = { ok: report.ok, problems: problems.map(one => one.about) }
    await recordAudit(tx, {
      ...{ at, actor, action: 'merchant.test', subject: `merchant:${merchantId}`, before: null, after },
    })
  })
  return succeed(report)
}

interface Found {
  readonly about: ConnectionProblem
  readonly message: string
}

async function rehearse(deps: TestMerchantDeps, provider: PaymentProvider): Promise<Found[]> {
  const outTradeNo = `TEST${deps.random(12).toString('hex')}`
  const body = provider.buildPayment({
    tradeType: 'native',
    outTradeNo,
    description: 'Sluice connection test',
    total: 1 as Fen,
    expiresAt: (deps.clock.now() + 120_000) as Instant,
  })
  const created = await provider.createPayment({ tradeType: 'native', body })
  // Whatever came of it: nobody is to pay it.
  if (created.kind !== 'rejected') await provider.closePayment(outTradeNo)
  return created.kind === 'ok' ? [] : [refusalOf(created)]
}

function refusalOf(answer: Exclude<ProviderAnswer<unknown>, { kind: 'ok' }>): Found {
  if (answer.kind !== 'rejected') {
    return {
      about: answer.cause === 'network' || answer.cause === 'timeout' ? 'network' : 'signature',
      message: `A payment of one fen could not be tried: ${answer.message}.`,
    }
  }
  const said = `WeChat says ${answer.code}: ${answer.message}`
  if (/^(APPID|MCHID)/.test(answer.code) || /appid/i.test(answer.message)) {
    return { about: 'appid', message: `The appid is not bound to this merchant number. ${said}` }
  }
  if (/notify_?url|回调/i.test(answer.message)) {
    return { about: 'notify-url', message: `The address for notifications is not accepted. ${said}` }
  }
  return { about: 'refused', message: `WeChat refused to open a payment. ${said}` }
}
