import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RolloutDetail } from '../../../hub/contract/admin/rollouts.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useNow } from '../../lib/use-now.ts'
import { Panel } from '../../ui/panel.tsx'
import { barOf, newsOf } from './build-rollout.ts'
import classes from './rollouts.module.css'
import { useProblemText } from './use-problem-text.ts'

/** Where it stands in a sentence and a bar, and what stopped it. */
export function RolloutNews({ rollout }: { readonly rollout: RolloutDetail }) {
  const { t } = useTranslation('nodes')
  const describe = useProblemText()
  const text = useNewsText(rollout)
  const { failedOn, counts, nodes } = rollout
  const parts = barOf(nodes)
  return (
    <Panel>
      <div className={classes['news']} role="status">
        <b>{text.title}</b>
        <span>{text.hint}</span>
      </div>
      <div
        className={classes['progress']}
        role="img"
        aria-label={t('rolloutCounts', { confirmed: counts.confirmed, count: counts.nodes })}
      >
        {nodes.map(({ nodeId, name }, index) => (
          <i key={nodeId} data-part={parts[index]} title={name} />
        ))}
      </div>
      {failedOn === null ? null : (
        <div className={classes['failure']} role="alert">
          <Link to={`/nodes/${failedOn.nodeId}`}>{failedOn.name}</Link>
          <span>{describe(failedOn.problem)}</span>
        </div>
      )}
    </Panel>
  )
}

function useNewsText(rollout: RolloutDetail): { readonly title: string; readonly hint: string } {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const now = useNow(1_000)
  const news = newsOf(rollout)
  switch (news.kind) {
    case 'asked':
      return { title: t('rollout.news.asked', news), hint: t('rollout.newsHint.asked') }
    case 'proving':
      return {
        title: t('rollout.news.proving', news),
        hint: t('rollout.newsHint.proving', { left: format.duration(Math.max(0, news.spreadsAt - now)) }),
      }
    case 'spreading':
      return {
        title: t('rollout.news.spreading', { count: news.underWay }),
        hint: t('rollout.newsHint.spreading', { count: news.waiting }),
      }
    case 'done':
      return { title: t('rollout.news.done', { count: news.count }), hint: t('rollout.newsHint.done') }
    case 'stopped':
    case 'failed':
      return {
        title: t(`rollout.news.${news.kind}`),
        hint: t('rollout.newsHint.halted', { count: news.having, waiting: news.waiting }),
      }
    case 'rolling_back':
      return {
        title: t('rollout.news.rolling_back', { count: news.left }),
        hint: t('rollout.newsHint.rolling_back'),
      }
    case 'rolled_back':
      return {
        title: t('rollout.news.rolled_back'),
        hint:
          news.kept === 0
            ? t('rollout.newsHint.rolled_back')
            : t('rollout.newsHint.kept', { count: news.kept }),
      }
  }
}
