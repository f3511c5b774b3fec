import { Button } from '@mantine/core'
import { IconZoomOut } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DaySpan } from '../../lib/day-span-rule.ts'
import { countDays, dayIn } from './calendar-rule.ts'
import classes from './traffic.module.css'
import type { Traffic } from './use-traffic.ts'
import { hoursKeptDays, mostDaysByHour } from './view-rule.ts'

interface TrafficToolsProps {
  readonly traffic: Traffic
  /** Days in sight. */
  readonly days: DaySpan
  readonly isZoomed: boolean
  readonly span: string
  readonly isRunning: boolean
}

/** Below the chart: how to zoom, and the way back; what the last step is. */
export function TrafficTools({ traffic, days, isZoomed, span, isRunning }: TrafficToolsProps) {
  const { view, go, choose, timeZone, now } = traffic
  const { t } = useTranslation('traffic')
  const hasHours =
    view.step !== 'hour' &&
    countDays(days) <= mostDaysByHour &&
    countDays([days[0], dayIn(timeZone, now)]) <= hoursKeptDays
  return (
    <div className={classes['tools']}>
      <span>
        {isZoomed ? t('zoomed', { span }) : t('chartHint')}
        {isRunning ? ` ${t('stillRunning')}` : ''}
      </span>
      {isZoomed && hasHours ? (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => choose({ step: 'hour' }, { from: days[0], until: days[1], range: null })}
        >
          {t('byHour')}
        </Button>
      ) : null}
      {isZoomed ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconZoomOut size={14} aria-hidden />}
          rightSection={<kbd>Esc</kbd>}
          onClick={() => go({ zoom: null })}
        >
          {t('zoomOut')}
        </Button>
      ) : null}
    </div>
  )
}
