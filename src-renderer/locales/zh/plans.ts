import type { Texts } from '../../lib/texts.ts'
import type { plans as en } from '../en/plans.ts'

export const plans: Texts<typeof en> = { title: 'plans' }
