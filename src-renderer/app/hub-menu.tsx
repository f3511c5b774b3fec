import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../lib/bridge.ts'
import { useConnection } from '../lib/connection-store.ts'
import { setDress, useDress } from '../lib/dress.ts'
import { BrandMark } from '../ui/brand-mark.tsx'
import classes from './shell.module.css'

/** Which hub this is and who one is there; the way to another hub, language, theme, and out. */
export function HubMenu() {
  const { t } = useTranslation()
  const language = useDress(dress => dress.language)
  const theme = useDress(dress => dress.theme)
  const state = useConnection(store => store.state)
  const { data: hubs = [] } = useQuery({
    queryKey: ['profiles'],
    queryFn: () => ask('profiles.list', {}),
    staleTime: 0,
  })
  const operator = state?.kind === 'online' || state?.kind === 'offline' ? state.operator : null
  const profileId = state !== null && 'profileId' in state ? state.profileId : null
  const here = hubs.find(({ id }) => id === profileId)
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className={classes['brand']}>
          <BrandMark />
          <span className={classes['label']}>
            {t('brand')}
            {here === undefined ? null : <small>{here.name}</small>}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {operator === null ? null : <Menu.Label>{`${operator.name} · ${operator.email}`}</Menu.Label>}
        {hubs
          .filter(({ id }) => id !== profileId)
          .map(({ id, name }) => (
            <Menu.Item key={id} onClick={() => void ask('connection.open', { profileId: id })}>
              {t('goToHub', { name })}
            </Menu.Item>
          ))}
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
