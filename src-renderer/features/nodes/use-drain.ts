import { useTranslation } from 'react-i18next'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { drainNode, undrainNode } from '../../../hub/contract/admin/nodes.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { tell, tellFailure, tellWithUndo } from '../../ui/notify.tsx'

const changes = ['node.', 'overview.']

/** Empties a node, a step at a time, and takes that back. */
export function useDrain({ id, name }: Pick<NodeDetail, 'id' | 'name'>) {
  const { t } = useTranslation(['nodes', 'common'])
  const describe = useFailureText()
  const undrain = useHubAction(undrainNode, {
    changes,
    onDone: () => tell(t('undrained', { name })),
    onFailed: failed => tellFailure(describe(failed)),
  })
  const drain = useHubAction(drainNode, {
    changes,
    onDone: ({ moved, left }) =>
      tellWithUndo(t('drained', { name, count: moved.length, left }), t('common:undo'), () =>
        undrain.mutate({ params: { nodeId: id } }),
      ),
    onFailed: failed => tellFailure(describe(failed)),
  })
  return { drain, undrain }
}
