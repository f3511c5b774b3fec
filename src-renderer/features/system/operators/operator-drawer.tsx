import { Button, Drawer, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  disableOperator,
  enableOperator,
  type OperatorView,
  resetOperatorPassword,
  resetOperatorTotp,
} from '../../../../hub/contract/admin/operators.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useFailureText } from '../../../lib/use-failure-text.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { tell, tellFailure, tellWithUndo } from '../../../ui/notify.tsx'
import { TimeText } from '../../../ui/time-text.tsx'
import { EditOperator } from './edit-operator.tsx'
import { StateTag } from './operator-columns.tsx'
import type { FreshPassword } from './password-shown.tsx'

interface OperatorDrawerProps {
  readonly operator: OperatorView | null
  onClose(): void
  onPassword(fresh: FreshPassword): void
}

/** One account: what it may do, and what can be done for somebody who is locked out. */
export function OperatorDrawer({ operator, onClose, onPassword }: OperatorDrawerProps) {
  return (
    <Drawer
      opened={operator !== null}
      onClose={onClose}
      position="right"
      size={460}
      title={operator?.name ?? ''}
    >
      {operator === null ? null : (
        <OperatorDetail key={operator.id} operator={operator} onPassword={onPassword} />
      )}
    </Drawer>
  )
}

type Asked = 'password' | 'totp'

interface OperatorDetailProps {
  readonly operator: OperatorView
  onPassword(fresh: FreshPassword): void
}

function OperatorDetail({ operator, onPassword }: OperatorDetailProps) {
  const { t } = useTranslation(['system', 'common'])
  const describe = useFailureText()
  const mayWrite = useRight('operators.write')
  const [asked, setAsked] = useState<Asked | null>(null)
  const { name } = operator
  const shared = {
    changes: ['operators.'],
    onFailed: (error: Error) => tellFailure(describe(error)),
  }
  const target = { params: { operatorId: operator.id } }
  const enable = useHubAction(enableOperator, {
    ...shared,
    onDone: () => tell(t('operators.wasEnabled', { name })),
  })
  const disable = useHubAction(disableOperator, {
    ...shared,
    onDone: () =>
      tellWithUndo(t('operators.wasDisabled', { name }), t('common:undo'), () => enable.mutate(target)),
  })
  const resetPassword = useHubAction(resetOperatorPassword, {
    ...shared,
    onDone: ({ password }) => onPassword({ name, password }),
  })
  const resetTotp = useHubAction(resetOperatorTotp, {
    ...shared,
    onDone: () => tell(t('operators.totpRemoved', { name })),
  })
  return (
    <Stack>
      <Facts
        items={[
          [t('operators.state'), <StateTag key="state" operator={operator} />],
          [t('operators.secondFactor'), operator.hasSecondFactor ? t('operators.on') : t('operators.off')],
          [t('operators.since'), <TimeText key="since" at={operator.createdAt} as="day" />],
        ]}
      />
      {mayWrite ? (
        <>
          <EditOperator operator={operator} />
          <Group gap="xs">
            {operator.disabledAt === null ? (
              <Button variant="default" loading={disable.isPending} onClick={() => disable.mutate(target)}>
                {t('operators.disable')}
              </Button>
            ) : (
              <Button variant="default" loading={enable.isPending} onClick={() => enable.mutate(target)}>
                {t('operators.enable')}
              </Button>
            )}
            <Button variant="default" onClick={() => setAsked('password')}>
              {t('operators.resetPassword')}
            </Button>
            {operator.hasSecondFactor ? (
              <Button variant="default" onClick={() => setAsked('totp')}>
                {t('operators.resetTotp')}
              </Button>
            ) : null}
          </Group>
        </>
      ) : null}
      <Confirm
        isOpen={asked === 'password'}
        title={t('operators.resetPassword')}
        text={t('operators.resetPasswordSure', { name })}
        action={t('operators.resetPassword')}
        onClose={() => setAsked(null)}
        onConfirm={() => resetPassword.mutate(target)}
      />
      <Confirm
        isOpen={asked === 'totp'}
        title={t('operators.resetTotp')}
        text={t('operators.resetTotpSure', { name })}
        action={t('operators.resetTotp')}
        onClose={() => setAsked(null)}
        onConfirm={() => resetTotp.mutate(target)}
      />
    </Stack>
  )
}
