import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertView } from '../../../../hub/contract/admin/alerts.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useWords } from '../../../lib/use-words.ts'
import { SubjectLink } from '../../../ui/subject-link.tsx'
import type { Column } from '../../../ui/table-types.ts'
import { Tag } from '../../../ui/tag.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import { nameOfActor } from '../parse-actor.ts'
import classes from '../system.module.css'

export function useAlertColumns(takeNote: (alert: AlertView) => void): readonly Column<AlertView>[] {
  const { t } = useTranslation('system')
  const words = useWords()
  const mayNote = useRight('alerts.write')
  return useMemo(
    () => [
      {
        id: 'severity',
        header: t('alerts.state'),
        width: '110px',
        cell: alert => <SeverityTag alert={alert} />,
      },
      {
        id: 'what',
        header: t('alerts.what'),
        width: 'minmax(300px, 3fr)',
        cell: alert => (
          <>
            <b>{words('alerts', alert.kind) ?? alert.kind}</b>{' '}
            <span className={classes['muted']}>{words('alertHints', alert.kind) ?? alert.message}</span>
          </>
        ),
      },
      {
        id: 'about',
        header: t('alerts.about'),
        width: '150px',
        cell: alert => <SubjectLink subject={alert.subject} name={alert.name} />,
      },
      {
        id: 'since',
        header: t('alerts.since'),
        width: '140px',
        cell: alert => <TimeText at={alert.openedAt} />,
      },
      {
        id: 'seen',
        header: '',
        width: '170px',
        align: 'right',
        cell: alert => {
          if (alert.closedAt !== null) return <TimeText at={alert.closedAt} />
          if (alert.acknowledgedAt !== null)
            return (
              <span className={classes['muted']}>
                {t('alerts.seen', { name: nameOfActor(alert.acknowledgedBy ?? '') })}
              </span>
            )
          return mayNote ? (
            <Button
              size="compact-xs"
              variant="default"
              onClick={event => {
                event.stopPropagation()
                takeNote(alert)
              }}
            >
              {t('alerts.acknowledge')}
            </Button>
          ) : (
            t('alerts.isNew')
          )
        },
      },
    ],
    [t, words, mayNote, takeNote],
  )
}

export function SeverityTag({ alert }: { readonly alert: AlertView }) {
  const { t } = useTranslation('system')
  if (alert.closedAt !== null) return <Tag tone="plain">{t('alerts.over')}</Tag>
  return <Tag tone={alert.severity === 'critical' ? 'bad' : 'warn'}>{t(`alerts.${alert.severity}`)}</Tag>
}
