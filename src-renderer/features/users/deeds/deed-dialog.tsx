import type { UserDetail } from '../../../../hub/contract/admin/user-views.ts'
import { AccessDialog } from './access-dialog.tsx'
import { CipherDialog } from './cipher-dialog.tsx'
import { CompensateDialog } from './compensate-dialog.tsx'
import type { Deed } from './deed-rule.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { EditUserDialog } from './edit-user-dialog.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { PortDialog } from './port-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'

interface DeedDialogProps {
  readonly deed: Deed | null
  readonly user: UserDetail
  onDeed(deed: Deed | null): void
}

/** The dialog of what is to be done with a user; none where nothing is. */
export function DeedDialog({ deed, user, onDeed }: DeedDialogProps) {
  const props = { user, onClose: () => onDeed(null) }
  switch (deed) {
    case null:
      return null
    case 'compensate':
      return <CompensateDialog {...props} />
    case 'plan':
      return <PlanDialog {...props} />
    case 'edit':
      return <EditUserDialog {...props} />
    case 'access':
      return <AccessDialog {...props} />
    case 'link':
      return <RotateDialog {...props} what="link" onDone={() => onDeed('access')} />
    case 'password':
      return <RotateDialog {...props} what="password" />
    case 'port':
      return <PortDialog {...props} />
    case 'cipher':
      return <CipherDialog {...props} />
    case 'delete':
      return <DeleteDialog {...props} />
  }
}
