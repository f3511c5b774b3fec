import { useTranslation } from 'react-i18next'
import type { BillReportView } from '../../../hub/contract/admin/bills.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { type BillStanding, billStanding, openFindings } from './build-bill-view.ts'

const tones: Readonly<Record<BillStanding, Tone>> = {
  waiting: 'plain',
  failed: 'bad',
  differs: 'bad',
  settled: 'ok',
  agrees: 'ok',
}

export function BillTag({ bill }: { readonly bill: BillReportView }) {
  const { t } = useTranslation('orders')
  const standing = billStanding(bill)
  return (
    <Tag tone={tones[standing]}>{t(`billStanding.${standing}`, { count: openFindings(bill).length })}</Tag>
  )
}
