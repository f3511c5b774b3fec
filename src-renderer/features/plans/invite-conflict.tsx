import { useTranslation } from 'react-i18next'
import type { InviteSettings } from '../../../hub/contract/admin/invites.ts'
import { useFormat } from '../../lib/use-format.ts'
import { ConflictNote } from '../../ui/conflict-note.tsx'

const fields = ['registration', 'customersInvite', 'reward', 'holdDays'] as const

interface InviteConflictProps {
  readonly base: InviteSettings
  readonly theirs: InviteSettings
  readonly mine: InviteSettings
  onTakeTheirs(): void
  onKeepMine(): void
}

/** What another operator changed of the rules of inviting meanwhile, beside what is typed here. */
export function InviteConflict({ base, theirs, mine, onTakeTheirs, onKeepMine }: InviteConflictProps) {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const amountOf = (reward: InviteSettings['reward']): string => {
    if (reward.kind === 'days') return format.number(reward.days)
    if (reward.kind === 'percent') return `${reward.percent} %`
    return reward.kind === 'bytes' ? format.bytes(reward.bytes) : ''
  }
  const write = (settings: InviteSettings, field: (typeof fields)[number]): string => {
    switch (field) {
      case 'registration':
        return t(`registration.${settings.registration}`)
      case 'customersInvite':
        return t(`customersInviteIs.${settings.customersInvite}`)
      case 'reward':
        return `${t(`reward.${settings.reward.kind}`)} ${amountOf(settings.reward)}`.trim()
      case 'holdDays':
        return format.number(settings.holdDays)
    }
  }
  const labels = {
    registration: t('registrationOf'),
    customersInvite: t('customersInvite'),
    reward: t('rewardOf'),
    holdDays: t('holdDays'),
  }
  return (
    <ConflictNote
      fields={fields
        .filter(field => JSON.stringify(base[field]) !== JSON.stringify(theirs[field]))
        .map(field => ({ label: labels[field], theirs: write(theirs, field), mine: write(mine, field) }))}
      onTakeTheirs={onTakeTheirs}
      onKeepMine={onKeepMine}
    />
  )
}
