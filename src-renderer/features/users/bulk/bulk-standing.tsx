import { Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BulkView } from '../../../../hub/contract/admin/bulk-views.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import uiClasses from '../../../ui/ui.module.css'
import classes from './bulk.module.css'
import { reasonOf } from './bulk-columns.tsx'
import { nameOfActor } from './use-bulk-text.ts'

/** How far a bulk action is, and what is known of it. */
export function BulkStanding({ bulk }: { readonly bulk: BulkView }) {
  const { t } = useTranslation('users')
  const format = useFormat()
  const { id, users, done, skipped, undone, undoes, undoneBy, action, reasons } = bulk
  const passed = done + skipped
  const part = users === 0 ? 100 : (passed / users) * 100
  const reason = reasonOf(bulk)
  const took =
    bulk.startedAt === null || bulk.finishedAt === null
      ? null
      : format.duration(Math.max(1_000, bulk.finishedAt - bulk.startedAt))
  return (
    <div className={classes['column']}>
      <Panel title={t('bulk.progress')}>
        <div className={classes['progress']}>
          <div>
            <span>{t('bulk.passed', { passed: format.number(passed), users: format.number(users) })}</span>
            <span>{format.percent(part / 100)}</span>
          </div>
          <Progress value={part} color="var(--water)" aria-label={t('bulk.progress')} />
        </div>
        <Facts
          items={[
            [t('bulk.doneOf'), format.number(done)],
            [t('bulk.leftOut'), format.number(skipped)],
            ...(undoes === null ? [[t('bulk.undoneOf'), format.number(undone)] as const] : []),
          ]}
        />
        {undoneBy === null ? null : (
          <Link className={uiClasses['link']} to={`/users/bulk/${undoneBy}`}>
            {t('bulk.undoneBy', { id: undoneBy })}
          </Link>
        )}
        {undoes === null ? null : (
          <Link className={uiClasses['link']} to={`/users/bulk/${undoes.bulkId}`}>
            {t('bulk.undoesOther', { id: undoes.bulkId })}
          </Link>
        )}
      </Panel>
      {reasons.length === 0 ? null : (
        <Panel title={t('bulk.reasons')}>
          <Facts items={reasons.map(each => [t(`bulk.why.${each.why}`), format.number(each.users)])} />
        </Panel>
      )}
      <Panel title={t('bulk.facts')}>
        <Facts
          items={[
            [t('bulk.number'), id],
            ...(reason === '' ? [] : [[t('bulk.reason'), reason] as const]),
            ...(action?.kind === 'bytes'
              ? [
                  [
                    t('bulk.validity'),
                    action.validity.kind === 'days'
                      ? t('bulk.what.days', { count: action.validity.days })
                      : t(`bulk.validities.${action.validity.kind}`),
                  ] as const,
                ]
              : []),
            [t('bulk.by'), nameOfActor(bulk.createdBy)],
            [t('bulk.began'), <TimeText key="began" at={bulk.createdAt} as="short" />],
            ...(took === null ? [] : [[t('bulk.took'), took] as const]),
            ...(bulk.problem === '' ? [] : [[t('bulk.problem'), bulk.problem] as const]),
          ]}
        />
      </Panel>
      {action?.kind === 'message' ? (
        <Panel title={action.subject}>
          <div className={classes['sentText']}>{action.text}</div>
        </Panel>
      ) : null}
    </div>
  )
}
