import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type MeteringSummary, summarizeMetering } from '../../../hub/contract/admin/metering.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import type { IncidentKind } from './build-incident.ts'
import { HaltedNode } from './halted-node.tsx'
import { IncidentList } from './incident-list.tsx'
import { KindChips } from './kind-chips.tsx'
import classes from './nodes.module.css'
import { NodesFrame } from './nodes-frame.tsx'
import { ProvePanel, summaryRequest } from './prove-panel.tsx'

const everyMs = 5_000

/** The page that proves zero: whether all sums agree, and everything about the counting that was not plain. */
export function MeteringPage() {
  const query = useHub(summarizeMetering, summaryRequest, { everyMs })
  return (
    <NodesFrame>
      <Loaded query={query} height={420}>
        {summary => <Found summary={summary} />}
      </Loaded>
    </NodesFrame>
  )
}

function Found({ summary }: { readonly summary: MeteringSummary }) {
  const { t } = useTranslation('nodes')
  const [kind, setKind] = useState<IncidentKind>()
  const names = new Map(summary.nodes.map(({ nodeId, name }) => [nodeId, name]))
  return (
    <>
      {summary.halted.map(halted => (
        <HaltedNode key={halted.nodeId} {...halted} />
      ))}
      <ProvePanel summary={summary} names={names} />
      <Panel
        title={t('incidents')}
        flush
        className={classes['list'] ?? ''}
        right={
          <KindChips
            counts={summary.counts}
            chosen={kind}
            onChoose={chosen => setKind(chosen ?? undefined)}
          />
        }
      >
        <IncidentList kind={kind} names={names} />
      </Panel>
    </>
  )
}
