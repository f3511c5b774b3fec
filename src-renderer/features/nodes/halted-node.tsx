import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type MeteringSummary, resumeMetering } from '../../../hub/contract/admin/metering.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import classes from './metering.module.css'

/** A node whose collection is stopped since two machines answer as it: what to do, and the way on. */
export function HaltedNode({ nodeId, name, since, reason }: MeteringSummary['halted'][number]) {
  const { t } = useTranslation('nodes')
  const describe = useFailureText()
  const mayWrite = useRight('nodes.write')
  const resume = useHubAction(resumeMetering, {
    changes: ['metering.', 'node.'],
    onDone: () => tell(t('resumed', { name })),
    onFailed: failed => tellFailure(describe(failed)),
  })
  return (
    <section className={classes['callout']} aria-label={t('haltedTitle', { name })}>
      <Tag tone="bad">{t('countingIs.halted')}</Tag>
      <div className={classes['calloutText']}>
        <b>{t('haltedTitle', { name })}</b>
        <div className={classes['muted']}>
          {t('haltedHint')} <TimeText at={since} />
          {` · ${reason === 'instance_returned' ? t('incidentReason.instance_returned') : t('incidentReason.start_returned')}`}
        </div>
      </div>
      {mayWrite ? (
        <Button
          variant="default"
          loading={resume.isPending}
          onClick={() => resume.mutate({ params: { nodeId } })}
        >
          {t('resume')}
        </Button>
      ) : null}
    </section>
  )
}
