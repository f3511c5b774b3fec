import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { ask } from '../lib/bridge.ts'
import { useConnection } from '../lib/connection-store.ts'
import { setDress, useDress } from '../lib/dress.ts'
import { modifierKey } from '../lib/platform.ts'
import { useFormat } from '../lib/use-format.ts'
import { BrandMark } from '../ui/brand-mark.tsx'
import { CountBadge } from '../ui/count-badge.tsx'
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

function HubMenu() {
  const { t } = useTranslation()
  const language = useDress(dress => dress.language)
  const theme = useDress(dress => dress.theme)
  const state = useConnection(store => store.state)
  const operator = state?.kind === 'online' || state?.kind === 'offline' ? state.operator : null
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className={classes['brand']}>
          <BrandMark />
          <span className={classes['label']}>{t('brand')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {operator === null ? null : <Menu.Label>{`${operator.name} · ${operator.email}`}</Menu.Label>}
        <Menu.Item onClick={() => void ask('connection.close', {})}>{t('hubs')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('language')}</Menu.Label>
        {(['zh', 'en'] as const).map(each => (
          <Menu.Item
            key={each}
            lang={each}
            aria-current={each === language}
            onClick={() => setDress({ language: each })}
          >
            {each === 'zh' ? '中文' : 'English'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('theme')}</Menu.Label>
        {(['system', 'light', 'dark'] as const).map(each => (
          <Menu.Item key={each} aria-current={each === theme} onClick={() => setDress({ theme: each })}>
            {t(`themes.${each}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void ask('session.signOut', {})}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Standing() {
  const { t } = useTranslation()
  const format = useFormat()
  const state = useConnection(store => store.state)
  if (state?.kind !== 'online') return <div className={classes['foot']} />
  return <div className={classes['foot']}>{t('connected', { ms: format.number(state.latencyMs) })}</div>
}
