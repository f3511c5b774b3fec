import type { InviteSettings } from '../../../hub/contract/admin/invites.ts'

export const rewardKinds = ['none', 'days', 'bytes', 'percent'] as const

/** The settings of inviting as they are typed. */
export interface InviteForm {
  readonly registration: InviteSettings['registration']
  readonly customersInvite: boolean
  readonly reward: (typeof rewardKinds)[number]
  /** Days, gigabytes or percent, by the reward. */
  readonly amount: string
  readonly holdDays: string
}

const gigabyte = 1_000_000_000

export function buildInviteForm({ reward, ...settings }: InviteSettings): InviteForm {
  const amount = {
    none: () => '',
    days: () => ('days' in reward ? String(reward.days) : ''),
    bytes: () => ('bytes' in reward ? String(reward.bytes / gigabyte) : ''),
    percent: () => ('percent' in reward ? String(reward.percent) : ''),
  }[reward.kind]()
  return { ...settings, reward: reward.kind, amount, holdDays: String(settings.holdDays) }
}

/** What was typed as settings; null where it is none yet. */
export function readInviteForm(form: InviteForm): InviteSettings | null {
  const reward = readReward(form)
  const holdDays = readHoldDays(form)
  if (reward === null || holdDays === null) return null
  return { registration: form.registration, customersInvite: form.customersInvite, reward, holdDays }
}

/** Null where it is no number of days up to 90. */
export function readHoldDays({ holdDays }: Pick<InviteForm, 'holdDays'>): number | null {
  const days = /^\d{1,2}$/.test(holdDays.trim()) ? Number(holdDays) : null
  return days !== null && days <= 90 ? days : null
}

/** Null where it is no reward yet. */
export function readReward({
  reward,
  amount,
}: Pick<InviteForm, 'reward' | 'amount'>): InviteSettings['reward'] | null {
  if (reward === 'none') return { kind: 'none' }
  const value = /^\d{1,6}(\.\d{1,9})?$/.test(amount.trim()) ? Number(amount) : 0
  if (reward === 'bytes') {
    const bytes = Math.round(value * gigabyte)
    return bytes >= 1 && bytes <= 2 ** 46 ? { kind: 'bytes', bytes } : null
  }
  if (!Number.isInteger(value) || value < 1) return null
  if (reward === 'days') return value <= 366 ? { kind: 'days', days: value } : null
  return value <= 100 ? { kind: 'percent', percent: value } : null
}
