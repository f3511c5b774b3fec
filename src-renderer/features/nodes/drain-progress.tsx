import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { useRight } from '../../lib/connection-store.ts'
import { Panel } from '../../ui/panel.tsx'
import classes from './node-page.module.css'
import { useDrain } from './use-drain.ts'

const mostNamed = 20

/** How far a node that is being emptied is, and who cannot leave it. */
export function DrainProgress({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const mayWrite = useRight('nodes.write')
  const { drain } = useDrain(node)
  const report = drain.data
  return (
    <Panel
      title={t('draining')}
      right={
        mayWrite && node.users > 0 ? (
          <Button
            variant="default"
            size="compact-sm"
            loading={drain.isPending}
            onClick={() => drain.mutate({ params: { nodeId: node.id } })}
          >
            {t('drainStep')}
          </Button>
        ) : null
      }
    >
      <div className={classes['verdictNote']}>
        {node.users === 0 ? t('drainDone') : t('drainLeft', { count: node.users })}
        {report === undefined || report.waiting.length === 0
          ? null
          : ` · ${t('drainWaiting', { count: report.waiting.length })}`}
      </div>
      {report === undefined || report.stuck.length === 0 ? null : (
        <div className={classes['stuck']}>
          <b>{t('drainStuck', { count: report.stuck.length })}</b>{' '}
          {report.stuck.slice(0, mostNamed).map(({ userId, reason }) => (
            <Link
              key={userId}
              to={`/users/${userId}`}
              className={classes['link']}
              title={t(`stuck.${reason}`)}
            >
              #{userId}{' '}
            </Link>
          ))}
        </div>
      )}
    </Panel>
  )
}
