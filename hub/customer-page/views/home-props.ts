import type { OrderRow } from '../../db/entities/orders.ts'
import type { InvitedPerson, Notice } from '../ports.ts'
import type { Home } from '../read-home.ts'
import type { Visit } from '../visit.ts'
import type { ImportSet } from './import-panel.tsx'

export interface HomeProps {
  readonly visit: Visit
  readonly home: Home
  readonly imports: ImportSet | null
  readonly orders: readonly OrderRow[]
  readonly pending: OrderRow | null
  readonly notices: readonly Notice[]
  readonly support: string | null
  readonly invitation: { readonly link: string; readonly people: readonly InvitedPerson[] } | null
  readonly rotated: boolean
}
