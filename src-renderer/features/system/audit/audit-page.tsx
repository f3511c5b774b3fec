import { TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { type AuditEntryView, listAudit } from '../../../../hub/contract/admin/audit.ts'
import { listOperators } from '../../../../hub/contract/admin/operators.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { instantsOf } from '../../../lib/day-span-rule.ts'
import { useDebounced } from '../../../lib/use-debounced.ts'
import { useFilters } from '../../../lib/use-filters.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHub, useHubPages } from '../../../lib/use-hub.ts'
import { useWords } from '../../../lib/use-words.ts'
import { DataTable } from '../../../ui/data-table.tsx'
import { DayRange } from '../../../ui/day-range.tsx'
import { FilterBar } from '../../../ui/filter-bar.tsx'
import { FilterSelect } from '../../../ui/filter-select.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { StateMessage } from '../../../ui/state-message.tsx'
import { SubjectLink } from '../../../ui/subject-link.tsx'
import type { Column } from '../../../ui/table-types.ts'
import { ActorName } from '../actor-name.tsx'
import classes from '../system.module.css'
import { SystemFrame } from '../system-frame.tsx'
import { AuditDrawer } from './audit-drawer.tsx'
import { AuditProof } from './audit-proof.tsx'

const groups = [
  'user',
  'grant',
  'order',
  'refund',
  'inbox',
  'plan',
  'code',
  'node',
  'operators',
  'session',
  'merchant',
  'backup',
] as const

const filterSchema = z.object({
  actor: z.string().max(128),
  action: z.enum(groups),
  subject: z.string().max(128),
  from: z.iso.date(),
  until: z.iso.date(),
})

const settleMs = 250

/** Who changed what; and whether the log itself is whole. */
export function AuditPage() {
  const { t } = useTranslation('system')
  const [filters, change, clear] = useFilters(filterSchema)
  const [shown, setShown] = useState<AuditEntryView | null>(null)
  const { actor, action, from, until } = filters
  const { zone } = useFormat()
  const subject = useDebounced(filters.subject, settleMs)
  const span = from === undefined || until === undefined ? null : ([from, until] as const)
  const list = useHubPages(listAudit, {
    query: {
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action: `${action}.` }),
      ...(subject === undefined || subject === '' ? {} : { subject }),
      ...(span === null ? {} : instantsOf(span, zone)),
    },
  })
  const columns = useAuditColumns()
  const isFiltered = Object.keys(filters).length > 0
  return (
    <SystemFrame part="audit">
      <AuditProof />
      <Panel flush className={classes['fill'] ?? ''}>
        <FilterBar {...(isFiltered ? { clear } : {})}>
          <ActorFilter value={actor ?? null} onChange={value => change({ actor: value })} />
          <FilterSelect
            label={t('audit.anything')}
            value={action ?? null}
            options={groups.map(value => ({ value, label: t(`audit.groups.${value}`) }))}
            onChange={value => change({ action: value })}
          />
          <TextInput
            w={130}
            aria-label={t('audit.subject')}
            placeholder={t('audit.subjectPlaceholder')}
            value={filters.subject ?? ''}
            spellCheck={false}
            onChange={event => change({ subject: event.currentTarget.value })}
          />
          <DayRange
            label={t('audit.anyDay')}
            value={span}
            onChange={value => change({ from: value?.[0] ?? null, until: value?.[1] ?? null })}
          />
        </FilterBar>
        <DataTable
          label={t('tabs.audit')}
          columns={columns}
          rows={list.items}
          rowKey={entry => entry.number}
          rowName={entry => `${entry.number}`}
          isLoading={list.query.isPending}
          error={list.query.error}
          retry={() => void list.query.refetch()}
          hasMore={list.hasMore}
          loadMore={list.loadMore}
          onOpen={entry => setShown(entry)}
          empty={<StateMessage title={t('audit.none')} hint={t('audit.noneHint')} />}
        />
      </Panel>
      <AuditDrawer entry={shown} onClose={() => setShown(null)} />
    </SystemFrame>
  )
}

function useAuditColumns(): readonly Column<AuditEntryView>[] {
  const { t } = useTranslation('system')
  const format = useFormat()
  const words = useWords()
  return useMemo(
    () => [
      {
        id: 'number',
        header: t('audit.number'),
        width: '100px',
        align: 'right',
        cell: entry => <span className={classes['faint']}>{format.number(entry.number)}</span>,
      },
      {
        id: 'when',
        header: t('audit.when'),
        width: '190px',
        cell: entry => format.instant(entry.at),
      },
      {
        id: 'who',
        header: t('audit.who'),
        width: 'minmax(170px, 1fr)',
        cell: entry => <ActorName actor={entry.actor} />,
      },
      {
        id: 'did',
        header: t('audit.did'),
        width: 'minmax(220px, 1.6fr)',
        cell: entry => (
          <>
            {words('actions', entry.action) ?? entry.action}{' '}
            <span className={`${classes['faint']} ${classes['code']}`}>{entry.action}</span>
          </>
        ),
      },
      {
        id: 'subject',
        header: t('audit.subject'),
        width: 'minmax(140px, 1fr)',
        cell: entry => <SubjectLink subject={entry.subject} />,
      },
    ],
    [t, format, words],
  )
}

interface ActorFilterProps {
  readonly value: string | null
  onChange(value: string | null): void
}

/** Staff by name; the hub itself and its command line as two more. */
function ActorFilter({ value, onChange }: ActorFilterProps) {
  const { t } = useTranslation('system')
  const mayRead = useRight('operators.read')
  const { data } = useHub(listOperators, { query: { limit: 200 } }, { enabled: mayRead })
  const options = [
    // The name follows after a space: operator 1 is not operator 12.
    ...(data?.items ?? []).map(({ id, name }) => ({ value: `operator:${id} `, label: name })),
    { value: 'system:', label: t('audit.hub') },
    { value: 'command-line:', label: t('audit.commandLine') },
  ]
  return (
    <FilterSelect
      label={t('audit.anyone')}
      value={value}
      options={options}
      onChange={onChange}
      isSearchable
    />
  )
}
