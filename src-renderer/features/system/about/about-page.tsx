import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type About, readAbout } from '../../../../hub/contract/admin/about.ts'
import { ask } from '../../../lib/bridge.ts'
import { useConnection } from '../../../lib/connection-store.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHub } from '../../../lib/use-hub.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { tell } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from '../system.module.css'
import { SystemFrame } from '../system-frame.tsx'

/** What runs here, and on what. */
export function AboutPage() {
  const { t } = useTranslation(['system', 'common'])
  const app = useConnection(store => store.app)
  const query = useHub(readAbout)
  const copy = () => {
    void ask('clipboard.write', { text: JSON.stringify({ console: app, hub: query.data }, null, 2) })
    tell(t('common:copied'))
  }
  return (
    <SystemFrame
      part="about"
      tags={query.data?.demo === true ? <Tag tone="warn">{t('about.demo')}</Tag> : null}
      actions={
        <Button variant="default" disabled={query.data === undefined} onClick={copy}>
          {t('about.copy')}
        </Button>
      }
    >
      <Loaded query={query} height={320}>
        {about => (
          <div className={classes['columns']}>
            <HubPanel about={about} at={query.dataUpdatedAt} />
            <div className={classes['stack']}>
              <DatabasePanel about={about} />
              {app === null ? null : (
                <Panel title={t('about.console')}>
                  <Facts
                    items={[
                      [t('about.consoleVersion'), app.version],
                      [t('about.shell'), `${t(`about.shells.${app.shell}`)} · ${app.platform}`],
                      [t('about.keyring'), app.hasKeyring ? t('about.keyringYes') : t('about.keyringNo')],
                    ]}
                  />
                </Panel>
              )}
            </div>
          </div>
        )}
      </Loaded>
    </SystemFrame>
  )
}

function HubPanel({ about, at }: { readonly about: About; readonly at: number }) {
  const { t } = useTranslation('system')
  const clock = useClockText()
  return (
    <Panel title={t('about.hub')}>
      <Facts
        items={[
          [t('about.version'), about.version],
          [
            t('jobs.hub'),
            <span key="hub" className={classes['code']}>
              {about.hubId}
            </span>,
          ],
          [t('about.hubs'), about.hubs.join(', ')],
          [t('about.running'), <TimeText key="running" at={about.startedAt} as="short" />],
          [t('about.clock'), clock(about.now - at)],
          [t('about.timeZone'), about.timeZone],
          [t('about.node'), about.nodeVersion],
        ]}
      />
    </Panel>
  )
}

function DatabasePanel({ about }: { readonly about: About }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const { engine, engineVersion, bytes, schema, migrations } = about.database
  return (
    <Panel title={t('about.database')}>
      <Facts
        items={[
          [t('about.database'), `${engine === 'sqlite' ? 'SQLite' : 'MariaDB'} ${engineVersion}`],
          [t('about.size'), format.bytes(bytes)],
          [
            t('about.schema'),
            <span key="schema" className={classes['code']}>{`${migrations} · ${schema}`}</span>,
          ],
          [
            t('about.holds'),
            t('about.holdsHint', { users: format.number(about.users), nodes: format.number(about.nodes) }),
          ],
        ]}
      />
    </Panel>
  )
}

/** Less than this is the way the answer took. */
const sameMs = 3_000

function useClockText(): (aheadMs: number) => string {
  const { t } = useTranslation('system')
  const format = useFormat()
  return aheadMs => {
    if (Math.abs(aheadMs) < sameMs) return t('about.clockSame')
    const span = format.duration(Math.abs(aheadMs))
    return aheadMs > 0 ? t('about.clockAhead', { span }) : t('about.clockBehind', { span })
  }
}
