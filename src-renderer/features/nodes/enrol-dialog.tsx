import { useTranslation } from 'react-i18next'
import type { NodeView } from '../../../hub/contract/admin/node-views.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { EnrolSteps } from './enrol-steps.tsx'

interface EnrolDialogProps {
  readonly node: Pick<NodeView, 'id' | 'name' | 'managementHost'>
  onClose(): void
}

/** The way of an agent to this hub. */
export function EnrolDialog({ node, onClose }: EnrolDialogProps) {
  const { t } = useTranslation('nodes')
  return (
    <Dialog onClose={onClose} title={t('enrolTitle', { name: node.name })} size={620}>
      <EnrolSteps node={node} onDone={onClose} />
    </Dialog>
  )
}
