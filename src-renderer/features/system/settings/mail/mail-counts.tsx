import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { readMailStatus } from '../../../../../hub/contract/admin/mail.ts'
import type { EndpointAnswer } from '../../../../../hub/contract/endpoint.ts'
import { useFormat } from '../../../../lib/use-format.ts'
import { DataTable } from '../../../../ui/data-table.tsx'
import { Panel } from '../../../../ui/panel.tsx'
import type { Column } from '../../../../ui/table-types.ts'
import { TimeText } from '../../../../ui/time-text.tsx'
import systemClasses from '../../system.module.css'
import classes from '../settings.module.css'

type Status = EndpointAnswer<typeof readMailStatus>
type Troubled = Status['troubled'][number]

const states = ['sent', 'waiting', 'sending', 'failed', 'held', 'kept', 'dropped'] as const

/** What became of the mail of the last month, and what is stuck. */
export function MailCounts({ status }: { readonly status: Status }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const columns = useTroubleColumns()
  return (
    <>
      <Panel title={t('settings.mail.last30')}>
        <dl className={`${classes['counts']} ${classes['plain']}`}>
          {states
            .filter(state => state === 'sent' || status.counts[state] > 0)
            .map(state => (
              <div key={state}>
                <dt>{t(`settings.mail.counts.${state}`)}</dt>
                <dd>{format.number(status.counts[state])}</dd>
              </div>
            ))}
        </dl>
      </Panel>
      {status.troubled.length === 0 ? null : (
        <Panel title={t('settings.mail.trouble')} flush className={systemClasses['fill'] ?? ''}>
          <DataTable
            label={t('settings.mail.trouble')}
            columns={columns}
            rows={status.troubled}
            rowKey={mail => mail.id}
            rowName={mail => mail.template}
            isLoading={false}
          />
        </Panel>
      )}
    </>
  )
}

function useTroubleColumns(): readonly Column<Troubled>[] {
  const { t } = useTranslation('system')
  return useMemo(
    () => [
      {
        id: 'template',
        header: t('settings.mail.template'),
        width: '150px',
        cell: mail => <span className={systemClasses['code']}>{mail.template}</span>,
      },
      {
        id: 'to',
        header: t('settings.mail.to'),
        width: '80px',
        cell: mail =>
          mail.userId === null ? (
            '–'
          ) : (
            <Link className={systemClasses['link']} to={`/users/${mail.userId}`}>{`#${mail.userId}`}</Link>
          ),
      },
      {
        id: 'tries',
        header: t('settings.mail.tries'),
        width: '70px',
        align: 'right',
        cell: mail => mail.attempts,
      },
      {
        id: 'next',
        header: t('settings.mail.nextTry'),
        width: '130px',
        cell: mail => <TimeText at={mail.dueAt} />,
      },
      {
        id: 'problem',
        header: t('settings.mail.problem'),
        width: 'minmax(240px, 2fr)',
        cell: mail => <span title={mail.problem}>{mail.problem}</span>,
      },
    ],
    [t],
  )
}
