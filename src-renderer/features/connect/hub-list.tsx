import { Button, Menu, Stack } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Profile } from '../../../src-main/ipc-contract/profile.ts'
import { ask } from '../../lib/bridge.ts'
import { tellWithUndo } from '../../ui/notify.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import classes from './connect.module.css'

interface HubListProps {
  readonly profiles: readonly Profile[]
  onAdd(): void
  onEdit(profile: Profile): void
  onChanged(): void
}

/** The hubs that this computer knows. */
export function HubList({ profiles, onAdd, onEdit, onChanged }: HubListProps) {
  const { t } = useTranslation(['connect', 'common'])
  const forget = async (profile: Profile) => {
    await ask('profiles.remove', { id: profile.id })
    onChanged()
    tellWithUndo(t('forgot', { name: profile.name }), t('common:undo'), async () => {
      const { id: _, email: __, ...saved } = profile
      await ask('profiles.save', { ...saved, id: null })
      onChanged()
    })
  }
  if (profiles.length === 0) {
    return (
      <Stack gap={0}>
        <h1>{t('hubs')}</h1>
        <StateMessage
          title={t('noHubs')}
          hint={t('noHubsHint')}
          action={<Button onClick={onAdd}>{t('add')}</Button>}
        />
      </Stack>
    )
  }
  return (
    <Stack gap={0}>
      <h1>{t('hubs')}</h1>
      {profiles.map(profile => (
        <div key={profile.id} className={classes['hub']}>
          <div className={classes['hubText']}>
            <b>{profile.name}</b>
            <small>{describe(profile)}</small>
          </div>
          <Button
            variant="default"
            aria-label={`${t('open')} ${profile.name}`}
            onClick={() => void ask('connection.open', { profileId: profile.id })}
          >
            {t('open')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="subtle" color="gray" px={6} aria-label={`${t('edit')} ${profile.name}`}>
                <IconDots size={16} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onEdit(profile)}>{t('edit')}</Menu.Item>
              <Menu.Item onClick={() => void forget(profile)}>{t('forget')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      ))}
      <Button mt="md" variant="light" onClick={onAdd}>
        {t('add')}
      </Button>
    </Stack>
  )
}

function describe({ address, route }: Profile): string {
  return route.kind === 'ssh' ? `${address} · ${route.user}@${route.host}` : address
}
