import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DaySpan } from '../../lib/day-span-rule.ts'
import { buildCsv, saveText } from '../../lib/export-text.ts'
import { useFormat } from '../../lib/use-format.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { tell } from '../../ui/notify.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import type { Column } from '../../ui/table-types.ts'
import { netOf, type RevenueGroup, type RevenueRow } from './build-revenue.ts'
import classes from './revenue.module.css'

interface RevenueTableProps {
  readonly rows: readonly RevenueRow[]
  readonly group: RevenueGroup
  readonly span: DaySpan
  nameOf(key: string): string
}

/** The sums line by line; days and months newest first. */
export function RevenueTable({ rows, group, span, nameOf }: RevenueTableProps) {
  const { t } = useTranslation(['orders', 'common'])
  const format = useFormat()
  const shown = useMemo(() => (group === 'plan' ? rows : rows.toReversed()), [rows, group])
  const whole = Math.max(
    1,
    rows.reduce((sum, row) => sum + row.wechat + row.manual, 0),
  )
  const sum = (fen: number) => (fen === 0 ? <span className={classes['faint']}>–</span> : format.money(fen))
  const columns: readonly Column<RevenueRow>[] = [
    { id: 'key', header: t(`by.${group}`), width: 'minmax(170px, 1.4fr)', cell: row => nameOf(row.key) },
    {
      id: 'orders',
      header: t('tabs.orders'),
      width: '84px',
      align: 'right',
      cell: row => (row.orders === 0 ? sum(0) : format.number(row.orders)),
    },
    {
      id: 'wechat',
      header: t('method.wechat'),
      width: '126px',
      align: 'right',
      cell: row => sum(row.wechat),
    },
    {
      id: 'manual',
      header: t('method.manual'),
      width: '116px',
      align: 'right',
      cell: row => sum(row.manual),
    },
    {
      id: 'refunded',
      header: t('refunded'),
      width: '116px',
      align: 'right',
      cell: row => sum(-row.refunded),
    },
    {
      id: 'net',
      header: t('net'),
      width: '130px',
      align: 'right',
      cell: row => <span className={classes['net']}>{sum(netOf(row))}</span>,
    },
    {
      id: 'share',
      header: t('share'),
      width: 'minmax(150px, 1fr)',
      cell: row => <Share part={(row.wechat + row.manual) / whole} />,
    },
  ]
  const save = async () => {
    const fen = (amount: number) => (amount / 100).toFixed(2)
    const csv = buildCsv([
      [t(`by.${group}`), t('tabs.orders'), t('method.wechat'), t('method.manual'), t('refunded'), t('net')],
      ...shown.map(row => [
        group === 'plan' ? nameOf(row.key) : row.key,
        row.orders,
        fen(row.wechat),
        fen(row.manual),
        fen(row.refunded),
        fen(netOf(row)),
      ]),
    ])
    const file = await saveText(`revenue-${group}-${span[0]}-${span[1]}.csv`, csv)
    if (file !== null) tell(t('common:exported', { file }))
  }
  return (
    <>
      <DataTable
        label={t('breakdown')}
        columns={columns}
        rows={shown}
        rowKey={row => row.index}
        rowName={row => nameOf(row.key)}
        isLoading={false}
        empty={<StateMessage title={t('noMoney')} hint={t('noMoneyHint')} />}
      />
      <div className={classes['foot']}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => void save()}
        >
          {t('exportTable')}
        </Button>
      </div>
    </>
  )
}

function Share({ part }: { readonly part: number }) {
  const format = useFormat()
  return (
    <span className={classes['share']}>
      <span className={classes['track']}>
        <i style={{ width: `${Math.max(0, part) * 100}%` }} />
      </span>
      <span className={classes['faint']}>{format.percent(part)}</span>
    </span>
  )
}
