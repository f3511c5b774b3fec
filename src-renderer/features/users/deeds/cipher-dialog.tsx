import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { setCipher } from '../../../../hub/contract/admin/users.ts'
import { cipher } from '../../../../hub/contract/ciphers.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell } from '../../../ui/notify.tsx'
import { touchedByUser } from '../user-endpoints.ts'
import { servingNodes } from './deed-rule.ts'
import classes from './deeds.module.css'

interface CipherDialogProps {
  readonly user: UserDetail
  onClose(): void
}

/** Another cipher, and with it another password. */
export function CipherDialog({ user, onClose }: CipherDialogProps) {
  const { t } = useTranslation('userPage')
  const [wanted, setWanted] = useState(user.cipher)
  const change = useHubAction(setCipher, {
    changes: touchedByUser,
    onDone() {
      tell(t('cipherChanged', { name: user.name, cipher: wanted }))
      onClose()
    },
  })
  return (
    <DialogFrame
      title={t('cipherTitle', { name: user.name })}
      onClose={onClose}
      onSubmit={() => change.mutate({ params: { userId: user.id }, body: { cipher: wanted } })}
      submit={t('changeCipher')}
      isReady={wanted !== user.cipher}
      isSending={change.isPending}
      error={change.error}
      isGrave
      size={440}
    >
      <Select
        label={t('newCipher')}
        data={cipher.options}
        value={wanted}
        onChange={value => setWanted(cipher.options.find(option => option === value) ?? wanted)}
        allowDeselect={false}
        data-autofocus
      />
      <ul className={classes['dies']}>
        <li>{t('passwordDies', { count: servingNodes(user) })}</li>
        <li>{t('fetchesAnew')}</li>
      </ul>
    </DialogFrame>
  )
}
