import { Button, Drawer, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AlertView } from '../../../../hub/contract/admin/alerts.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useWords } from '../../../lib/use-words.ts'
import { Facts } from '../../../ui/facts.tsx'
import { RawDetail } from '../../../ui/raw-detail.tsx'
import { SubjectLink } from '../../../ui/subject-link.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import { nameOfActor } from '../parse-actor.ts'
import classes from '../system.module.css'
import { SeverityTag } from './alert-columns.tsx'

interface AlertDrawerProps {
  readonly alert: AlertView | null
  onClose(): void
  onTakeNote(alert: AlertView): void
}

/** One alert in full. */
export function AlertDrawer({ alert, onClose, onTakeNote }: AlertDrawerProps) {
  const { t } = useTranslation('system')
  const words = useWords()
  const mayNote = useRight('alerts.write')
  return (
    <Drawer
      opened={alert !== null}
      onClose={onClose}
      position="right"
      size={440}
      title={alert === null ? '' : (words('alerts', alert.kind) ?? alert.kind)}
    >
      {alert === null ? null : (
        <Stack>
          <div className={classes['message']}>
            {words('alertHints', alert.kind)}
            <RawDetail text={alert.message} />
          </div>
          <Facts
            items={[
              [t('alerts.state'), <SeverityTag key="state" alert={alert} />],
              [t('alerts.about'), <SubjectLink key="about" subject={alert.subject} name={alert.name} />],
              [t('alerts.opened'), <TimeText key="opened" at={alert.openedAt} as="short" />],
              ...(alert.closedAt === null
                ? []
                : [[t('alerts.closed'), <TimeText key="closed" at={alert.closedAt} as="short" />] as const]),
              ...(alert.acknowledgedAt === null
                ? []
                : [
                    [
                      t('alerts.noted'),
                      <TimeText key="noted" at={alert.acknowledgedAt} as="short" />,
                    ] as const,
                    [
                      t('alerts.states.open'),
                      t('alerts.seen', { name: nameOfActor(alert.acknowledgedBy ?? '') }),
                    ] as const,
                  ]),
            ]}
          />
          {mayNote && alert.closedAt === null && alert.acknowledgedAt === null ? (
            <Group justify="flex-end">
              <Button onClick={() => onTakeNote(alert)}>{t('alerts.acknowledge')}</Button>
            </Group>
          ) : null}
        </Stack>
      )}
    </Drawer>
  )
}
