import { Drawer, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AuditEntryView } from '../../../../hub/contract/admin/audit.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useWords } from '../../../lib/use-words.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { SubjectLink } from '../../../ui/subject-link.tsx'
import { ActorName } from '../actor-name.tsx'
import classes from '../system.module.css'
import auditClasses from './audit.module.css'
import { buildChanges } from './build-changes.ts'

interface AuditDrawerProps {
  readonly entry: AuditEntryView | null
  onClose(): void
}

/** One entry: who did what to what, before and after. */
export function AuditDrawer({ entry, onClose }: AuditDrawerProps) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const words = useWords()
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size={620}
      title={entry === null ? '' : (words('actions', entry.action) ?? entry.action)}
    >
      {entry === null ? null : (
        <Stack>
          <Facts
            items={[
              [t('audit.number'), format.number(entry.number)],
              [t('audit.when'), format.instant(entry.at)],
              [t('audit.who'), <ActorName key="who" actor={entry.actor} />],
              [
                t('audit.did'),
                <span key="did" className={classes['code']}>
                  {entry.action}
                </span>,
              ],
              [t('audit.subject'), <SubjectLink key="subject" subject={entry.subject} />],
              [
                t('audit.hash'),
                <span key="hash" className={classes['code']}>
                  {entry.hash.slice(0, 20)}… <CopyButton text={entry.hash} />
                </span>,
              ],
            ]}
          />
          <ChangeTable entry={entry} />
        </Stack>
      )}
    </Drawer>
  )
}

function ChangeTable({ entry }: { readonly entry: AuditEntryView }) {
  const { t } = useTranslation('system')
  const { changed, same } = buildChanges(entry.before, entry.after)
  if (changed.length === 0 && same === 0) {
    return <p className={classes['lead']}>{t('audit.noChange')}</p>
  }
  return (
    <div>
      {changed.length === 0 ? null : (
        <table className={auditClasses['changes']}>
          <thead>
            <tr>
              <th scope="col">{t('audit.field')}</th>
              <th scope="col">{t('audit.before')}</th>
              <th scope="col">{t('audit.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ field, before, after }) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>{before === null ? null : <del>{before}</del>}</td>
                <td>{after === null ? null : <ins>{after}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {same === 0 ? null : <p className={classes['faint']}>{t('audit.unchanged', { count: same })}</p>}
    </div>
  )
}
