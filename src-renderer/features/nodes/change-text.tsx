import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { RolloutChange } from '../../../hub/contract/admin/rollouts.ts'
import { type ChangedSetting, settingsOf } from './build-rollout.ts'

/** Puts the settings of a roll-out into words: `Blocked ports: 25, 6881`. */
export function useSettingText(): (setting: ChangedSetting) => string {
  const { t } = useTranslation('nodes')
  return useCallback(
    (changed: ChangedSetting) => {
      switch (changed.setting) {
        case 'ciphers':
          return changed.value.join(', ')
        case 'ports':
          return `${changed.from ?? '…'}–${changed.until ?? '…'}`
        case 'blockedPorts':
          return changed.value.length === 0 ? t('rollout.only25') : ['25', ...changed.value].join(', ')
      }
    },
    [t],
  )
}

/** What a roll-out changes, in a line. */
export function ChangeText({ change }: { readonly change: RolloutChange }) {
  const { t } = useTranslation('nodes')
  const describe = useSettingText()
  const text = settingsOf(change)
    .map(each => `${t(`setting.${each.setting}`)}: ${describe(each)}`)
    .join(' · ')
  return <span title={text}>{text}</span>
}
