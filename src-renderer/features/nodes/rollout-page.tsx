import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { type RolloutDetail, readRollout } from '../../../hub/contract/admin/rollouts.ts'
import { useHub } from '../../lib/use-hub.ts'
import { Facts } from '../../ui/facts.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { isUnderWay, nameOfAuthor, settingsOf } from './build-rollout.ts'
import { useSettingText } from './change-text.tsx'
import { RolloutActions } from './rollout-actions.tsx'
import { RolloutNews } from './rollout-news.tsx'
import { RolloutNodes } from './rollout-nodes.tsx'
import { RolloutTag } from './rollout-tag.tsx'
import classes from './rollouts.module.css'

const everyMs = 2_000

/** One roll-out: where it stands, what went wrong on which node, and the ways on. */
export function RolloutPage() {
  const { t } = useTranslation('nodes')
  const { rolloutId = '' } = useParams()
  const query = useHub(readRollout, { params: { rolloutId } }, { everyMs })
  const rollout = query.data
  return (
    <Page
      title={t('rolloutTitle', { id: rolloutId })}
      back={{ to: '/nodes/rollouts', label: t('rollout.back') }}
      tags={rollout === undefined ? null : <RolloutTag state={rollout.state} />}
      actions={rollout === undefined ? null : <RolloutActions rollout={rollout} />}
    >
      <Loaded query={query} height={420}>
        {detail => (
          <>
            <RolloutNews rollout={detail} />
            <div className={classes['columns']}>
              <RolloutNodes rollout={detail} />
              <About rollout={detail} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function About({ rollout }: { readonly rollout: RolloutDetail }) {
  const { t } = useTranslation('nodes')
  const describe = useSettingText()
  const { change, reason, createdBy, createdAt, changedAt, healthyMinutes, atOnce } = rollout
  return (
    <Panel title={t('rollout.what')}>
      <Facts
        items={[
          ...settingsOf(change).map(each => [t(`setting.${each.setting}`), describe(each)] as const),
          [t('rollout.reason'), reason === '' ? '–' : reason],
          [t('rollout.by'), nameOfAuthor(createdBy)],
          [t('rollout.begun'), <TimeText key="begun" at={createdAt} />],
          [
            isUnderWay(rollout.state) ? t('rollout.since') : t('rollout.over'),
            <TimeText key="since" at={changedAt} />,
          ],
          [t('rollout.trial'), t('rollout.minutes', { count: healthyMinutes })],
          [t('rollout.pace'), t('rollout.atOnce', { count: atOnce })],
        ]}
      />
    </Panel>
  )
}
