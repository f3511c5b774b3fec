import { noticeEntity, siteTextEntity } from '../../../hub/db/entities/customers.ts'
import { operatorEntity } from '../../../hub/db/entities/operators.ts'
import { merchantEntity } from '../../../hub/db/entities/payments.ts'
import { planEntity } from '../../../hub/db/entities/plans.ts'
import { billReportEntity } from '../../../hub/db/entities/refunds.ts'
import { settingEntity } from '../../../hub/db/entities/system.ts'
import { sealMerchant } from '../../../hub/payments/merchants/merchant-secrets.ts'
import { fingerprintSetting } from '../../../hub/secrets/open-vault.ts'
import { dayMs, dayStart, hourMs } from './local-calendar.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedLog } from './seed-log.ts'
import { merchantId } from './seed-money.ts'
import type { SeedSecrets } from './seed-secrets.ts'
import type { SeedWorld } from './seed-world.ts'
import { rewardBytes } from './settle-people.ts'

/** Who may sign in. All have the same password; the second owner also a second factor. */
export const seedOperators = [
  { email: 'owner@example.com', name: 'Lin Yue', role: 'owner' },
  { email: 'admin@example.com', name: 'Wang Min', role: 'admin' },
  { email: 'support@example.com', name: 'Zhou Qian', role: 'support' },
  { email: 'viewer@example.com', name: 'Ben Fischer', role: 'viewer' },
  { email: 'owner-totp@example.com', name: 'Elena Costa', role: 'owner' },
  { email: 'former@example.com', name: '何静', role: 'admin' },
] as const

interface Writing {
  readonly world: SeedWorld
  readonly sink: RowSink
  readonly log: SeedLog
  readonly secrets: SeedSecrets
}

/** Writes what there is once: operators, plans, the merchant account and its bills, notices, texts, settings. */
export function writeHouse(writing: Writing): void {
  const { world, sink } = writing
  writeOperators(writing)
  for (const plan of world.plans) sink.add(planEntity, plan)
  writeMerchant(writing)
  writeBills(writing)
  writeContent(writing)
  writeSettings(writing)
}

function writeOperators({ world, sink, secrets, log }: Writing): void {
  const createdAt = world.begin - 4 * dayMs
  for (const [i, { email, name, role }] of seedOperators.entries()) {
    const hasTotp = email.startsWith('owner-totp')
    sink.add(operatorEntity, {
      ...{
        id: i + 1,
        email,
        name,
        role,
        passwordHash: secrets.operatorPasswordHash,
        mustChangePassword: false,
      },
      totpSecret: hasTotp ? secrets.vault.seal(secrets.totpSecret) : null,
      totpConfirmedAt: hasTotp ? createdAt : null,
      ...{ totpLastStep: 0, recoveryCodes: [], createdAt, version: 1 },
      disabledAt: email.startsWith('former') ? world.now - 90 * dayMs : null,
    })
    const after = { id: i + 1, email, name, role }
    const made = { at: createdAt + i * hourMs, actor: i === 0 ? 'system:start' : 'operator:1 Lin Yue' }
    log.deeds.push({ ...made, action: 'operators.create', subject: `operator:${i + 1}`, before: null, after })
  }
}

function writeMerchant({ world, sink, secrets }: Writing): void {
  const { merchant } = secrets
  const { mchid, appid, apiV3Key, publicKey } = merchant
  const createdAt = world.begin - dayMs
  sink.add(merchantEntity, {
    ...{ id: merchantId, provider: 'wechat', mchid, appid, state: 'active', createdAt },
    settings: {
      ...{ merchantSerial: merchant.merchant.serial, certificatePem: merchant.merchant.certificatePem },
      ...{
        publicKeyId: publicKey.id,
        publicKeyPem: publicKey.publicKeyPem,
        tradeTypes: ['native', 'h5'],
        origin: null,
      },
    },
    secret: sealMerchant(secrets.vault, { apiV3Key, merchantKeyPem: merchant.merchant.keyPem }),
    ...{ checkedAt: null, checkReport: null, version: 1 },
  })
}

/** Every day's bill agrees with the book but that of three days ago: it knows of a payment more. */
function writeBills({ world, sink, log }: Writing): void {
  const days = [...log.billDays].sort(([a], [b]) => a - b).slice(0, -1)
  for (const [i, [day, sums]] of days.entries()) {
    const isWrong = i === days.length - 3
    const wasLate = i % 90 === 40
    const number = `4200002399${day}0000000000`
    const finding = { kind: 'missing_here', about: 'payment', number, bill: 1_999, book: null }
    sink.add(billReportEntity, {
      ...{ id: i + 1, merchantId, day, state: 'done', tries: wasLate ? 3 : 1, nextTryAt: null },
      payments: sums.payments + (isWrong ? 1 : 0),
      paid: sums.paid + (isWrong ? 1_999 : 0),
      ...{ refunds: sums.refunds, refunded: sums.refunded, lastError: '' },
      findings: isWrong
        ? [{ ...finding, done: '' }]
        : wasLate
          ? [{ ...finding, done: 'fulfilled', book: 1_999 }]
          : [],
      finishedAt: Math.min(world.now, dayStart(world.now) - (days.length - i - 1) * dayMs + 10 * hourMs),
    })
    if (!isWrong) continue
    const text = `${String(day).slice(0, 4)}-${String(day).slice(4, 6)}-${String(day).slice(6)}`
    log.alerts.push({
      ...{ kind: 'payment.bill', subject: `bill:${merchantId}:${day}`, severity: 'critical', closedAt: null },
      message: `the bill of ${text} differs from the book in 1 places: see its report`,
      openedAt: world.now - 2 * dayMs,
    })
  }
}

function writeContent({ world, sink }: Writing): void {
  const { now, begin } = world
  const notices = [
    [
      'warning',
      '香港 6 号节点故障',
      'hk6 is down',
      '正在更换线路，请暂用其他节点。',
      'Please use another node meanwhile.',
      2,
      null,
    ],
    ['info', '双十一特惠', 'Singles’ Day', '年付套餐限时优惠。', 'Yearly plans for less.', 12, 20],
    ['info', '新增台湾节点', 'Taiwan is new', '所有套餐均可使用。', 'Every plan may use it.', 60, 90],
  ] as const
  for (const [i, [level, titleZh, titleEn, zh, en, sinceDays, forDays]] of notices.entries()) {
    const showFrom = now - sinceDays * dayMs
    const showUntil = forDays === null ? null : showFrom + forDays * dayMs
    const text = { title: { zh: titleZh, en: titleEn }, text: { zh, en } }
    sink.add(noticeEntity, {
      id: i + 1,
      level,
      ...text,
      showFrom,
      showUntil,
      createdAt: showFrom,
      version: 1,
    })
  }
  const texts = [
    ['terms', '请勿用于违法用途。', 'Nothing unlawful, please.'],
    ['support', '邮箱 support@example.org', 'support@example.org'],
  ] as const
  for (const [name, zh, en] of texts) sink.add(siteTextEntity, { name, zh, en, changedAt: begin, version: 1 })
}

function writeSettings({ world, sink, secrets }: Writing): void {
  const { now } = world
  const settings: Readonly<Record<string, unknown>> = {
    [fingerprintSetting]: secrets.vault.fingerprint,
    service_name: 'Sluice',
    epoch: 1,
    'gates.doneUntil': now,
    'ledger.proof': { at: now - 11 * hourMs, nodes: 29, differing: 0, differences: [] },
    'mail.remindedUntil': now,
    invites: {
      registration: 'open',
      customersInvite: true,
      reward: { kind: 'bytes', bytes: rewardBytes },
      holdDays: 7,
    },
  }
  for (const [name, value] of Object.entries(settings))
    sink.add(settingEntity, { name, value, updatedAt: now })
}
