import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { assignUser } from '../../../../hub/contract/admin/users.ts'
import { useRight, useRights } from '../../../lib/connection-store.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { tell, tellFailure } from '../../../ui/notify.tsx'
import { touchedByUser } from '../user-endpoints.ts'
import { type Deed, rightOf } from './deed-rule.ts'
import { useStanding } from './use-standing.ts'

interface UserActionsProps {
  readonly user: UserDetail
  onDeed(deed: Deed): void
}

/** What can be done with a user, in one place: what is done every day as buttons, the rest in a menu. */
export function UserActions({ user, onDeed }: UserActionsProps) {
  const { t } = useTranslation(['userPage', 'common'])
  const describe = useFailureText()
  const rights = useRights()
  const mayWrite = useRight('users.write')
  const standing = useStanding(user)
  const isSuspended = user.status === 'suspended'
  const assign = useHubAction(assignUser, {
    changes: touchedByUser,
    onDone: ({ added, missing }) =>
      tell(
        missing > 0
          ? t('nodesMissing', { count: missing, added: added.length })
          : added.length > 0
            ? t('nodesAdded', { count: added.length })
            : t('nodesWhole'),
      ),
    onFailed: failed => tellFailure(describe(failed)),
  })
  const barred = t('common:noPermission')
  const may = (deed: Deed) => rights.includes(rightOf[deed])
  const offer = (deed: Deed) => ({
    disabled: !may(deed),
    onClick: () => onDeed(deed),
    ...(may(deed) ? {} : { title: barred }),
  })
  const isAllOffered = (Object.keys(rightOf) as Deed[]).every(may)
  return (
    <>
      <Button {...offer('compensate')}>{t('compensate')}</Button>
      <Button variant="default" {...offer('plan')}>
        {t('givePlan')}
      </Button>
      <Button
        variant="default"
        disabled={!mayWrite}
        {...(mayWrite ? {} : { title: barred })}
        loading={standing.isPending}
        onClick={isSuspended ? standing.resume : standing.suspend}
      >
        {t(isSuspended ? 'resume' : 'suspend')}
      </Button>
      <Button variant="default" {...offer('edit')}>
        {t('common:edit')}
      </Button>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
            {t('more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item {...offer('access')}>{t('showAccess')}</Menu.Item>
          <Menu.Item {...offer('link')}>{`${t('rotate.link')}…`}</Menu.Item>
          <Menu.Item {...offer('password')}>{`${t('rotate.password')}…`}</Menu.Item>
          <Menu.Divider />
          <Menu.Item {...offer('port')}>{`${t('changePort')}…`}</Menu.Item>
          <Menu.Item {...offer('cipher')}>{`${t('changeCipher')}…`}</Menu.Item>
          <Menu.Item
            disabled={!mayWrite || assign.isPending}
            onClick={() => assign.mutate({ params: { userId: user.id } })}
          >
            {t('fillNodes')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item c="var(--bad)" {...offer('delete')}>
            {`${t('deleteUser')}…`}
          </Menu.Item>
          {isAllOffered ? null : <Menu.Label>{t('greyed')}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
