import { useTranslation } from 'react-i18next'
import {
  previewRollout,
  type RolloutChange,
  type RolloutPreviewNode,
} from '../../../hub/contract/admin/rollouts.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { settingsOf } from './build-rollout.ts'
import type { RolloutPlan } from './build-rollout-form.ts'
import { useSettingText } from './change-text.tsx'
import { asFailure } from './refusal.ts'
import classes from './rollouts.module.css'

const settleMs = 350

interface RolloutPreviewProps {
  readonly plan: RolloutPlan
  readonly isWhole: boolean
}

/** What it would change on each node, and where the hub would refuse it, before anything is changed. */
export function RolloutPreview({ plan, isWhole }: RolloutPreviewProps) {
  const { t } = useTranslation('nodes')
  const asked = JSON.stringify({ nodeIds: plan.nodeIds, change: plan.change })
  const settled = useDebounced(asked, settleMs)
  const body = JSON.parse(settled) as { nodeIds: number[]; change: RolloutChange }
  const isAskable = isWhole && settled === asked
  const query = useHub(previewRollout, { body }, { enabled: isAskable, keep: true })
  return (
    <Panel title={t('rollout.preview')}>
      {isWhole ? (
        <Loaded query={query} height={140}>
          {({ nodes }) => (
            <ul className={classes['preview']} aria-label={t('rollout.preview')} aria-busy={!isAskable}>
              {nodes.map(node => (
                <Line key={node.nodeId} node={node} wanted={plan.change} />
              ))}
            </ul>
          )}
        </Loaded>
      ) : (
        <p className={classes['note']}>{t('rollout.previewHint')}</p>
      )}
    </Panel>
  )
}

function Line({ node, wanted }: { readonly node: RolloutPreviewNode; readonly wanted: RolloutChange }) {
  const { t } = useTranslation('nodes')
  const describe = useSettingText()
  const explain = useFailureText()
  const { refusal, changes, before, name, users } = node
  const had = settingsOf(before)
  if (refusal !== null) {
    const { title, hint } = explain(asFailure(refusal.error, refusal.facts))
    return (
      <li>
        <b>{name}</b>
        <Tag tone="bad">{t('rollout.refused')}</Tag>
        <small data-tone="bad">{`${title}. ${hint}`}</small>
      </li>
    )
  }
  return (
    <li>
      <b>{name}</b>
      {changes.length === 0 ? (
        <Tag tone="plain">{t('rollout.same')}</Tag>
      ) : (
        <span className={classes['note']}>{t('rollout.usersOn', { count: users })}</span>
      )}
      {changes.length === 0
        ? null
        : settingsOf(wanted).map(each => {
            const old = had.find(({ setting }) => setting === each.setting)
            return (
              <small key={each.setting}>
                {t(`setting.${each.setting}`)}: {old === undefined ? '–' : describe(old)} →{' '}
                <b>{describe(each)}</b>
              </small>
            )
          })}
    </li>
  )
}
