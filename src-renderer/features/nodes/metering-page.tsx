import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type MeteringSummary, summarizeMetering } from '../../../hub/contract/admin/metering.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import type { IncidentKind } from './build-incident.ts'
import { HaltedNode } from './halted-node.tsx'
import { IncidentList } from './incident-list.tsx'
import { KindChips } from './kind-chips.tsx'
import classes from './nodes.module.css'
import { NodesFrame } from './nodes-frame.tsx'

const days = 366

/** The page that proves zero: whether all sums agree, and everything about the counting that was not plain. */
export function MeteringPage() {
  const query = useHub(summarizeMetering, { query: { days } })
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
      <Proof proof={summary.lastProof} names={names} />
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

interface ProofProps {
  readonly proof: MeteringSummary['lastProof']
  readonly names: ReadonlyMap<number, string>
}

function Proof({ proof, names }: ProofProps) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  if (proof === null) {
    return (
      <Panel title={t('counting')} right={<Tag tone="plain">{t('unproved')}</Tag>}>
        {t('unprovedNode')}
      </Panel>
    )
  }
  const agrees = proof.differing === 0
  return (
    <Panel
      title={t('counting')}
      right={<Tag tone={agrees ? 'ok' : 'bad'}>{t(agrees ? 'agree' : 'differ')}</Tag>}
    >
      {agrees ? (
        <>
          {t('provedNode')} <TimeText at={proof.at} />
        </>
      ) : (
        proof.differences.map(({ nodeId, sums, left, right }) => (
          <div key={`${nodeId}:${sums}`}>
            {names.get(nodeId) ?? `#${nodeId}`} · {sums}: {format.exactBytes(left)} ≠{' '}
            {format.exactBytes(right)}
          </div>
        ))
      )}
    </Panel>
  )
}
