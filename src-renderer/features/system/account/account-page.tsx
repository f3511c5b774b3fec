import { useTranslation } from 'react-i18next'
import { useConnection } from '../../../lib/connection-store.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import classes from '../system.module.css'
import { SystemFrame } from '../system-frame.tsx'
import { FactorPanel } from './factor-panel.tsx'
import { PasswordPanel } from './password-panel.tsx'
import { SessionList } from './session-list.tsx'

/** How well the own account is guarded, and where one is signed in. */
export function AccountPage() {
  const { t } = useTranslation('system')
  const operator = useConnection(({ state }) =>
    state?.kind === 'online' || state?.kind === 'offline' ? state.operator : null,
  )
  if (operator === null) return null
  return (
    <SystemFrame
      part="account"
      tags={
        operator.hasSecondFactor ? (
          <Tag tone="ok">{`${t('account.factor')} · ${t('account.factorOn')}`}</Tag>
        ) : (
          <Tag tone="warn">{`${t('account.factor')} · ${t('account.factorOff')}`}</Tag>
        )
      }
    >
      <div className={classes['columns']}>
        <div className={classes['stack']}>
          <Panel title={t('account.signedInAs')}>
            <Facts
              items={[
                [t('operators.name'), operator.name],
                [t('operators.email'), operator.email],
                [t('account.role'), `${t(`roles.${operator.role}`)} · ${t(`roleHints.${operator.role}`)}`],
              ]}
            />
          </Panel>
          <PasswordPanel />
        </div>
        <div className={classes['stack']}>
          <FactorPanel isOn={operator.hasSecondFactor} />
          <SessionList />
        </div>
      </div>
    </SystemFrame>
  )
}
