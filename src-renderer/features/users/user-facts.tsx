import { Button } from '@mantine/core'
import { IconQrcode } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../hub/contract/admin/user-views.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import type { Deed } from './deeds/deed-rule.ts'
import classes from './user-page.module.css'

interface UserFactsProps {
  readonly user: UserDetail
  onDeed(deed: Deed): void
}

/** What is known of a user, line by line. */
export function UserFacts({ user, onDeed }: UserFactsProps) {
  const { t } = useTranslation(['users', 'userPage', 'common'])
  const maySee = useRight('users.secrets')
  const format = useFormat()
  const serving = user.nodes.filter(({ releasedAt }) => releasedAt === null)
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [
            t('email'),
            user.email === null ? '–' : <Copied key="email" text={user.email} label={t('copyEmail')} />,
          ],
          [
            t('port'),
            user.port === null ? (
              t('noPort')
            ) : (
              <Copied key="port" text={String(user.port)} label={t('copyPort')} />
            ),
          ],
          [
            t('nodes'),
            serving.length === 0
              ? t('noneOf', { count: user.nodeCount })
              : serving.map(({ name }) => name).join(', '),
          ],
          ...(maySee && user.status !== 'deleted'
            ? [
                [
                  t('userPage:link'),
                  <Button
                    key="link"
                    variant="subtle"
                    size="compact-sm"
                    className={classes['inFact'] ?? ''}
                    leftSection={<IconQrcode size={15} aria-hidden />}
                    onClick={() => onDeed('access')}
                  >
                    {t('userPage:showLink')}
                  </Button>,
                ] as const,
              ]
            : []),
          [t('plan'), user.plan?.title[format.language] ?? (user.expiresAt === null ? '–' : t('byHand'))],
          [t('expires'), <TimeText key="expires" at={user.expiresAt} as="short" />],
          [t('cycleOf'), t(`cyclePolicy.${user.cyclePolicy}`)],
          [t('regions'), user.regions.length === 0 ? t('anyRegion') : user.regions.join(', ')],
          [t('cipher'), user.cipher],
          [t('id'), user.id],
          [t('created'), <TimeText key="created" at={user.createdAt} as="day" />],
        ]}
      />
      {user.note === '' ? null : (
        <div className={classes['note']}>
          <h3>{t('note')}</h3>
          <p>{user.note}</p>
        </div>
      )}
    </Panel>
  )
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span className={classes['copied']}>
      <span title={text}>{text}</span>
      <CopyButton text={text} label={label} />
    </span>
  )
}
