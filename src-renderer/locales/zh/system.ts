import type { Texts } from '../../lib/texts.ts'
import type { system as en } from '../en/system.ts'

export const system: Texts<typeof en> = { title: 'system' }
