import { useTranslation } from 'react-i18next'
import { Route, Routes, useParams } from 'react-router'
import { readNode } from '../../../hub/contract/admin/nodes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { EditNode } from './edit-node.tsx'
import { NodeActions } from './node-actions.tsx'
import { NodeDifference } from './node-difference.tsx'
import { NodeMetering } from './node-metering.tsx'
import { NodeOverview } from './node-overview.tsx'
import { NodeTag } from './node-tag.tsx'
import classes from './nodes.module.css'

const everyMs = 10_000

/** One node: does it serve, does it run what it should, is its counting whole. */
export function NodePage() {
  const { t } = useTranslation(['nodes', 'common'])
  const { nodeId = '' } = useParams()
  const query = useHub(readNode, { params: { nodeId } }, { everyMs })
  const mayMeter = useRight('metering.read')
  const node = query.data
  const at = `/nodes/${nodeId}`
  return (
    <Page
      title={node?.name ?? t('node')}
      back={{ to: '/nodes', label: t('toNodes') }}
      tags={
        node === undefined ? null : (
          <>
            <NodeTag node={node} />
            <span className={classes['muted']}>{`${node.region} · ${node.country}`}</span>
          </>
        )
      }
      actions={node === undefined || node.state === 'removed' ? null : <NodeActions node={node} />}
      tabs={[
        { to: at, label: t('nodeTabs.overview'), end: true },
        { to: `${at}/configuration`, label: t('nodeTabs.configuration') },
        ...(mayMeter ? [{ to: `${at}/metering`, label: t('nodeTabs.metering') }] : []),
        ...(node?.state === 'removed' ? [] : [{ to: `${at}/settings`, label: t('nodeTabs.settings') }]),
      ]}
    >
      <Loaded query={query} height={480}>
        {detail => (
          <Routes>
            <Route index element={<NodeOverview node={detail} />} />
            <Route path="configuration" element={<NodeDifference node={detail} />} />
            <Route path="settings" element={<EditNode node={detail} />} />
            <Route path="metering" element={<NodeMetering node={detail} />} />
          </Routes>
        )}
      </Loaded>
    </Page>
  )
}
