import { Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { removeNode } from '../../../hub/contract/admin/nodes.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { tell } from '../../ui/notify.tsx'
import classes from './dialogs.module.css'

interface RemoveDialogProps {
  readonly node: NodeDetail
  onClose(): void
}

/** Removing cannot be undone: what it will do is said before, and a node that still serves must be drained first. */
export function RemoveDialog({ node, onClose }: RemoveDialogProps) {
  const { t } = useTranslation(['nodes', 'common'])
  const describe = useFailureText()
  const navigate = useNavigate()
  const held = node.users + node.releasedPorts
  const [way, setWay] = useState<'empty' | 'dead'>(held === 0 ? 'empty' : 'dead')
  const remove = useHubAction(removeNode, {
    changes: ['node.', 'overview.', 'user.', 'metering.'],
    onDone: ({ moved, stuck }) => {
      tell(
        stuck.length > 0
          ? t('removedStuck', { name: node.name, moved: moved.length, count: stuck.length })
          : t('removed', { name: node.name, count: moved.length }),
      )
      void navigate('/nodes')
    },
  })
  const failure = remove.error === null ? null : describe(remove.error)
  return (
    <Dialog onClose={onClose} title={t('removeTitle', { name: node.name })} size={520}>
      <Stack gap="md">
        <Radio.Group value={way} onChange={chosen => setWay(chosen === 'dead' ? 'dead' : 'empty')}>
          <div className={classes['choices']}>
            <Radio.Card value="empty" disabled={held > 0} className={classes['choice'] ?? ''}>
              <Radio.Indicator size="xs" />
              <span>
                <b>{t('removeEmpty')}</b>
                <small>
                  {held > 0
                    ? t('removeNotEmpty', { users: node.users, count: node.releasedPorts })
                    : t('removeEmptyHint')}
                </small>
              </span>
            </Radio.Card>
            <Radio.Card value="dead" className={classes['choice'] ?? ''}>
              <Radio.Indicator size="xs" />
              <span>
                <b>{t('removeDead')}</b>
                <small>{t('removeDeadHint', { count: node.users })}</small>
              </span>
            </Radio.Card>
          </div>
        </Radio.Group>
        {failure === null ? null : (
          <Text role="alert" c="var(--bad)" size="sm">{`${failure.title}. ${failure.hint}`}</Text>
        )}
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            color="red.9"
            loading={remove.isPending}
            onClick={() => remove.mutate({ params: { nodeId: node.id }, body: { dead: way === 'dead' } })}
          >
            {t('removeName', { name: node.name })}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
