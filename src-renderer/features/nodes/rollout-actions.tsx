import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import {
  continueRollout,
  type RolloutDetail,
  rollBackRollout,
  stopRollout,
} from '../../../hub/contract/admin/rollouts.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { choicesOf } from './build-rollout.ts'

/** Go on, stop, go back. None of them needs to be asked twice: each can be answered by another. */
export function RolloutActions({ rollout }: { readonly rollout: RolloutDetail }) {
  const { t } = useTranslation('nodes')
  const describe = useFailureText()
  const mayWrite = useRight('nodes.write')
  const params = { rolloutId: rollout.id }
  const says = (text: string) => ({
    changes: ['rollout.', 'node.'],
    onDone: () => tell(text),
    onFailed: (failed: Error) => tellFailure(describe(failed)),
  })
  const goOn = useHubAction(continueRollout, says(t('rollout.wentOn')))
  const stop = useHubAction(stopRollout, says(t('rollout.stopped')))
  const back = useHubAction(rollBackRollout, says(t('rollout.wentBack')))
  const choices = choicesOf(rollout)
  if (!mayWrite) return null
  const onward = (skipFailed: boolean) => goOn.mutate({ params, body: { skipFailed } })
  return (
    <>
      {choices.stop ? (
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ params })}>
          {t('rollout.stop')}
        </Button>
      ) : null}
      {choices.rollBack ? (
        <Button variant="default" loading={back.isPending} onClick={() => back.mutate({ params })}>
          {t('rollout.rollBack')}
        </Button>
      ) : null}
      {choices.onward === null ? null : (
        <Button.Group>
          <Button loading={goOn.isPending} onClick={() => onward(false)}>
            {t(`rollout.onward.${choices.onward}`)}
          </Button>
          {choices.skip ? (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button px={8} aria-label={t('rollout.otherWays')}>
                  <IconChevronDown size={15} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => onward(true)}>{t('rollout.skip')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </Button.Group>
      )}
    </>
  )
}
