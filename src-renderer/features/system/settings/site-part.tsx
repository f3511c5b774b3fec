import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editSettings, readSettings } from '../../../../hub/contract/admin/settings.ts'
import type { EndpointAnswer } from '../../../../hub/contract/endpoint.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHub, useHubAction } from '../../../lib/use-hub.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { tell } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import systemClasses from '../system.module.css'
import classes from './settings.module.css'

type Settings = EndpointAnswer<typeof readSettings>

/** What the service is called, and what its hub was started with. */
export function SitePart() {
  const query = useHub(readSettings)
  return (
    <Loaded query={query} height={340}>
      {settings => (
        <>
          <NameForm key={settings.serviceName} name={settings.serviceName} />
          <HubFacts settings={settings} />
        </>
      )}
    </Loaded>
  )
}

function NameForm({ name }: { readonly name: string }) {
  const { t } = useTranslation(['system', 'common'])
  const mayWrite = useRight('settings.write')
  const [serviceName, setName] = useState(name)
  const edit = useHubAction(editSettings, {
    changes: ['settings.'],
    onDone: () => tell(t('settings.site.saved')),
  })
  return (
    <Panel title={t('settings.site.name')}>
      <form
        className={classes['form']}
        onSubmit={event => {
          event.preventDefault()
          edit.mutate({ body: { serviceName } })
        }}
      >
        <TextInput
          aria-label={t('settings.site.name')}
          description={t('settings.site.nameHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={serviceName}
          required
          maxLength={64}
          disabled={!mayWrite}
          onChange={event => setName(event.currentTarget.value)}
        />
        <FailureAlert error={edit.error} />
        {mayWrite ? (
          <Group justify="flex-end">
            <Button type="submit" loading={edit.isPending} disabled={serviceName.trim() === name}>
              {t('common:save')}
            </Button>
          </Group>
        ) : (
          <span className={systemClasses['faint']}>{t('settings.ownerOnly')}</span>
        )}
      </form>
    </Panel>
  )
}

function HubFacts({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const { hub, masterKeyFingerprint } = settings
  return (
    <Panel
      title={t('settings.site.fromEnvironment')}
      right={<span className={systemClasses['faint']}>{t('settings.site.fromEnvironmentHint')}</span>}
    >
      <Facts
        items={[
          [
            t('settings.site.publicUrl'),
            hub.publicUrl === null ? (
              t('settings.site.noPublicUrl')
            ) : (
              <>
                {hub.publicUrl} <CopyButton text={hub.publicUrl} />
              </>
            ),
          ],
          [t('settings.site.timeZone'), hub.timeZone],
          [t('settings.site.collectEvery'), format.duration(hub.collectEverySeconds * 1_000)],
          [t('settings.site.engine'), hub.engine === 'sqlite' ? 'SQLite' : 'MariaDB'],
          ...(hub.demo ? [[t('settings.site.demo'), t('settings.site.demoHint')] as const] : []),
          [
            t('settings.site.masterKey'),
            <span key="key" className={systemClasses['code']}>
              {masterKeyFingerprint} <CopyButton text={masterKeyFingerprint} />
            </span>,
          ],
        ]}
      />
    </Panel>
  )
}
