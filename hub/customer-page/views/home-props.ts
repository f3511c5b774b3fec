import type { OrderRow } from '../../db/entities/orders.ts'
import type { InvitedPerson, InviteTerms, Notice } from '../ports.ts'
import type { Home } from '../read-home.ts'
import type { Visit } from '../visit.ts'
import type { ImportSet } from './import-panel.tsx'

/** What a customer may send to friends, and what came of it. */
export interface Invitation {
  readonly link: string
  readonly terms: InviteTerms
  readonly people: readonly InvitedPerson[]
}

export interface HomeProps {
  readonly visit: Visit
  readonly home: Home
  readonly imports: ImportSet | null
  readonly orders: readonly OrderRow[]
  readonly pending: OrderRow | null
  readonly notices: readonly Notice[]
  readonly support: string | null
  readonly invitation: Invitation | null
  readonly rotated: boolean
}
