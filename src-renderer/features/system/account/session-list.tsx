import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { endSession, listSessions } from '../../../../hub/contract/admin/session.ts'
import type { EndpointAnswer } from '../../../../hub/contract/endpoint.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useHub, useHubAction } from '../../../lib/use-hub.ts'
import { Loaded } from '../../../ui/loaded.tsx'
import { tell, tellFailure } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import classes from '../system.module.css'
import { nameProgram } from './build-program-name.ts'

type Session = EndpointAnswer<typeof listSessions>['sessions'][number]

/** Where one is signed in, and a way to end it there. */
export function SessionList() {
  const { t } = useTranslation('system')
  const describe = useFailureText()
  const query = useHub(listSessions)
  const end = useHubAction(endSession, {
    changes: ['session.'],
    onDone: () => tell(t('account.ended')),
    onFailed: error => tellFailure(describe(error)),
  })
  return (
    <Panel
      title={t('account.sessions')}
      right={<span className={classes['faint']}>{t('account.sessionsHint')}</span>}
    >
      <Loaded query={query} height={120}>
        {({ sessions }) => (
          <ul className={classes['lines']}>
            {sessions.map(session => (
              <li key={session.sessionId}>
                <SessionLine
                  session={session}
                  onEnd={() => end.mutate({ params: { sessionId: session.sessionId } })}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  )
}

function SessionLine({ session, onEnd }: { readonly session: Session; onEnd(): void }) {
  const { t } = useTranslation('system')
  const { isThisOne, userAgent, address, seenAt } = session
  const program = nameProgram(userAgent) ?? t('account.console')
  return (
    <div className={classes['row']}>
      <div className={classes['two']}>
        <span title={userAgent}>
          <b>{program}</b> <span className={classes['muted']}>{address}</span>
        </span>
        <small className={classes['muted']}>
          {t('account.seen')} <TimeText at={seenAt} />
        </small>
      </div>
      {isThisOne ? (
        <Tag tone="ok">{t('account.thisOne')}</Tag>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('account.end')}: ${program}`}
          onClick={onEnd}
        >
          {t('account.end')}
        </Button>
      )}
    </div>
  )
}
