import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ConfigDifference, NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { readDifference } from '../../../hub/contract/admin/nodes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { Facts } from '../../ui/facts.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { isSame } from './build-difference.ts'
import { DifferingPorts } from './differing-ports.tsx'
import classes from './node-page.module.css'

const limit = 100

/** What a node serves against what it should serve, asked of its agent now. */
export function NodeDifference({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const pages = useHubPages(
    readDifference,
    { params: { nodeId: node.id }, query: { limit } },
    { keep: false },
  )
  const { query, first } = pages
  return (
    <>
      <Panel
        title={t('difference')}
        right={
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={query.isFetching}
            onClick={() => void query.refetch()}
          >
            {t('compareAgain')}
          </Button>
        }
      >
        <Loaded query={query} height={120}>
          {() => (first === undefined ? null : <Result found={first} />)}
        </Loaded>
      </Panel>
      {first === undefined || pages.items.length === 0 ? null : (
        <Panel title={t('differingPorts')} flush className={classes['list'] ?? ''}>
          <DifferingPorts ports={pages.items} hasMore={pages.hasMore} loadMore={pages.loadMore} />
        </Panel>
      )}
      <Settings node={node} />
    </>
  )
}

function Result({ found }: { readonly found: ConfigDifference }) {
  const { t } = useTranslation('nodes')
  const { desired, applied, counts, settings } = found
  return (
    <>
      <div className={classes['result']}>
        {isSame(found) ? <Tag tone="ok">{t('sameHere')}</Tag> : <Tag tone="warn">{t('differsHere')}</Tag>}
        <span>{t('countsSame', { count: counts.same })}</span>
        {counts.missing === 0 ? null : <Tag tone="bad">{t('countsMissing', { count: counts.missing })}</Tag>}
        {counts.surplus === 0 ? null : <Tag tone="warn">{t('countsSurplus', { count: counts.surplus })}</Tag>}
        {counts.different === 0 ? null : (
          <Tag tone="warn">{t('countsDifferent', { count: counts.different })}</Tag>
        )}
      </div>
      <Facts
        items={[
          [t('desired'), t('revisionOf', desired)],
          [
            t('applied'),
            <>
              {t('revisionOf', applied)} · <TimeText at={applied.appliedAt} />
            </>,
          ],
          ...settings.map(({ what, ...each }): readonly [string, string] => [
            t(`setting.${what}`),
            `${write(each.desired)} → ${each.applied === null ? t('agentTooOld') : write(each.applied)}`,
          ]),
        ]}
      />
    </>
  )

  function write(value: string | readonly number[]): string {
    if (typeof value === 'string') return value.slice(0, 12)
    return value.length === 0 ? t('noPorts') : value.join(', ')
  }
}

function Settings({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const mayWrite = useRight('nodes.write')
  return (
    <Panel
      title={t('servedSettings')}
      right={
        mayWrite && node.enrolledAt !== null ? (
          <Link to={`/nodes/rollouts/new?first=${node.id}`} className={classes['link']}>
            {t('rollOutChange')} →
          </Link>
        ) : null
      }
    >
      <Facts
        items={[
          [t('setting.ciphers'), node.ciphers.join(', ')],
          [t('ports'), `${node.portFrom}–${node.portUntil}`],
          [t('setting.blockedPorts'), ['25', ...node.blockedPorts].join(', ')],
        ]}
      />
    </Panel>
  )
}
