import type { Texts } from '../../lib/texts.ts'
import type { connect as en } from '../en/connect.ts'

export const connect: Texts<typeof en> = { title: 'connect' }
