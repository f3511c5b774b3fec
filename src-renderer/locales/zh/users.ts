import type { Texts } from '../../lib/texts.ts'
import type { users as en } from '../en/users.ts'

export const users: Texts<typeof en> = { title: 'users' }
