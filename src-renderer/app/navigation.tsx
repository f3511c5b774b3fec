import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useConnection } from '../lib/connection-store.ts'
import { modifierKey } from '../lib/platform.ts'
import { useFormat } from '../lib/use-format.ts'
import { CountBadge } from '../ui/count-badge.tsx'
import { HubMenu } from './hub-menu.tsx'
import { sections } from './sections.ts'
import classes from './shell.module.css'
import { useAttention } from './use-attention.ts'

/** The left side: where one can go, what needs a person there, and how the connection stands. */
export function Navigation() {
  const { t } = useTranslation()
  const attention = useAttention()
  return (
    <nav className={classes['nav']} aria-label={t('brand')}>
      <HubMenu />
      {sections.map(({ name, to, icon: Icon }, index) => (
        <NavLink key={name} to={to} end={to === '/'} className={classes['item'] ?? ''}>
          <Icon size={16} stroke={1.6} aria-hidden />
          <span className={classes['label']}>{t(`nav.${name}`)}</span>
          {attention[name] === undefined ? (
            <span className={classes['key']} aria-hidden>
              {modifierKey}
              {index + 1}
            </span>
          ) : (
            <CountBadge {...attention[name]} />
          )}
        </NavLink>
      ))}
      <Standing />
    </nav>
  )
}

function Standing() {
  const { t } = useTranslation()
  const format = useFormat()
  const state = useConnection(store => store.state)
  if (state?.kind !== 'online') return <div className={classes['foot']} />
  return <div className={classes['foot']}>{t('connected', { ms: format.number(state.latencyMs) })}</div>
}
