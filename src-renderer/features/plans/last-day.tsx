import { DatePickerInput } from '@mantine/dates'
import { useTranslation } from 'react-i18next'
import { useDress } from '../../lib/dress.ts'

interface LastDayProps {
  readonly label: string
  /** YYYY-MM-DD; empty: none. */
  readonly value: string
  onChange(value: string): void
}

/** A last day, or no end. */
export function LastDay({ label, value, onChange }: LastDayProps) {
  const { t } = useTranslation('plans')
  const language = useDress(dress => dress.language)
  return (
    <DatePickerInput
      label={label}
      value={value === '' ? null : value}
      onChange={day => onChange(day ?? '')}
      placeholder={t('noEnd')}
      locale={language === 'zh' ? 'zh-cn' : 'en'}
      valueFormat={language === 'zh' ? 'YYYY/M/D' : 'D MMM YYYY'}
      firstDayOfWeek={1}
      minDate={new Date()}
      clearable
      size="sm"
    />
  )
}
