import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import classes from '../system.module.css'
import { FactorOff } from './factor-off.tsx'
import { FactorOn } from './factor-on.tsx'

/** Whether a code is asked for beside the password. */
export function FactorPanel({ isOn }: { readonly isOn: boolean }) {
  const { t } = useTranslation('system')
  const [isOpen, setOpen] = useState(false)
  // What was begun is finished even though the account changes meanwhile.
  const [wasOn, setWasOn] = useState(isOn)
  const close = () => setOpen(false)
  return (
    <Panel
      title={t('account.factor')}
      right={
        isOn ? <Tag tone="ok">{t('account.factorOn')}</Tag> : <Tag tone="warn">{t('account.factorOff')}</Tag>
      }
    >
      <div className={classes['row']}>
        <p className={classes['lead']}>{isOn ? t('account.factorOnHint') : t('account.factorOffHint')}</p>
        <Button
          variant={isOn ? 'default' : 'filled'}
          onClick={() => {
            setWasOn(isOn)
            setOpen(true)
          }}
        >
          {isOn ? t('account.turnOff') : t('account.turnOn')}
        </Button>
      </div>
      <FactorOn isOpen={isOpen && !wasOn} onClose={close} />
      <FactorOff isOpen={isOpen && wasOn} onClose={close} />
    </Panel>
  )
}
