import { DatePickerInput, type DatePickerPreset } from '@mantine/dates'
import 'dayjs/locale/zh-cn'
import { IconCalendar } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DaySpan, daysBack } from '../lib/day-span-rule.ts'
import { useDress } from '../lib/dress.ts'
import { useHubZone } from '../lib/hub-zone.ts'
import classes from './filter-bar.module.css'

const presetDays = [7, 30, 90, 365]

interface DayRangeProps {
  readonly label: string
  /** First and last day, each YYYY-MM-DD; null: any. */
  readonly value: DaySpan | null
  onChange(value: DaySpan | null): void
  readonly isClearable?: boolean
}

/** A span of days, with the usual ones a click away. */
export function DayRange({ label, value, onChange, isClearable = true }: DayRangeProps) {
  const { t } = useTranslation()
  const language = useDress(dress => dress.language)
  // While only the first day is picked.
  const [begun, setBegun] = useState<string | null>(null)
  const zone = useHubZone(store => store.zone)
  const now = Date.now()
  const preset = (label: string, [from, until]: DaySpan): DatePickerPreset<'range'> => ({
    label,
    value: [from, until],
  })
  return (
    <DatePickerInput
      type="range"
      className={classes['range'] ?? ''}
      // Its name is what stands in it: the days, or this.
      placeholder={label}
      title={label}
      value={begun === null ? [value?.[0] ?? null, value?.[1] ?? null] : [begun, null]}
      onChange={([from, until]) => {
        setBegun(until === null ? from : null)
        if (from !== null && until !== null) onChange([from, until])
        else if (from === null) onChange(null)
      }}
      locale={language === 'zh' ? 'zh-cn' : 'en'}
      valueFormat={language === 'zh' ? 'YYYY/M/D' : 'D MMM YYYY'}
      firstDayOfWeek={1}
      allowSingleDateInRange
      clearable={isClearable}
      presets={[
        preset(t('today'), daysBack(now, 1, zone)),
        ...presetDays.map(count => preset(t('lastDays', { count }), daysBack(now, count, zone))),
      ]}
      leftSection={<IconCalendar size={15} aria-hidden />}
      size="sm"
    />
  )
}
