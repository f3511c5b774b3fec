import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { removeNode } from '../../../hub/contract/admin/nodes.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { ChoiceCards } from '../../ui/choice-cards.tsx'
import { DialogFrame } from '../../ui/dialog-frame.tsx'
import { tell } from '../../ui/notify.tsx'

interface RemoveDialogProps {
  readonly node: NodeDetail
  onClose(): void
}

/** Removing cannot be undone: what it will do is said before, and a node that still serves must be drained first. */
export function RemoveDialog({ node, onClose }: RemoveDialogProps) {
  const { t } = useTranslation('nodes')
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
  return (
    <DialogFrame
      title={t('removeTitle', { name: node.name })}
      submit={t('removeName', { name: node.name })}
      isSending={remove.isPending}
      error={remove.error}
      isGrave
      onClose={onClose}
      onSubmit={() => remove.mutate({ params: { nodeId: node.id }, body: { dead: way === 'dead' } })}
    >
      <ChoiceCards<typeof way>
        choices={[
          {
            value: 'empty',
            name: t('removeEmpty'),
            hint:
              held > 0
                ? t('removeNotEmpty', { users: node.users, count: node.releasedPorts })
                : t('removeEmptyHint'),
            disabled: held > 0,
          },
          { value: 'dead', name: t('removeDead'), hint: t('removeDeadHint', { count: node.users }) },
        ]}
        value={way}
        onChange={setWay}
      />
    </DialogFrame>
  )
}
