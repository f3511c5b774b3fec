import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { summarizeMetering } from '../../../hub/contract/admin/metering.ts'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import type { IncidentKind } from './build-incident.ts'
import { judgeCounting } from './build-verdicts.ts'
import { DifferingSums } from './differing-sums.tsx'
import { HaltedNode } from './halted-node.tsx'
import { IncidentList } from './incident-list.tsx'
import { KindChips } from './kind-chips.tsx'
import classes from './node-page.module.css'
import { summaryRequest } from './prove-panel.tsx'

/** Whether a node's counting is whole: the proof of its sums, and everything that was not plain. */
export function NodeMetering({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const [kind, setKind] = useState<IncidentKind>()
  const { data } = useHub(summarizeMetering, summaryRequest)
  const found = judgeCounting(node, data)
  const halted = data?.halted.find(({ nodeId }) => nodeId === node.id)
  const differences = data?.lastProof?.differences.filter(({ nodeId }) => nodeId === node.id) ?? []
  const counts = data?.nodes.find(({ nodeId }) => nodeId === node.id)?.counts ?? {}
  return (
    <>
      {halted === undefined ? null : <HaltedNode {...halted} />}
      <Panel title={t('isCounting')} right={<Tag tone={found.tone}>{t(`countingIs.${found.word}`)}</Tag>}>
        <div className={classes['verdictNote']}>
          {data?.lastProof == null ? (
            t('unprovedNode')
          ) : differences.length === 0 ? (
            <>
              {t('provedNode')} <TimeText at={data.lastProof.at} />
            </>
          ) : (
            <DifferingSums proof={{ ...data.lastProof, differences }} />
          )}
        </div>
      </Panel>
      <Panel
        title={t('incidents')}
        flush
        className={classes['list'] ?? ''}
        right={<KindChips counts={counts} chosen={kind} onChoose={chosen => setKind(chosen ?? undefined)} />}
      >
        <IncidentList nodeId={node.id} kind={kind} />
      </Panel>
    </>
  )
}
