import type { Texts } from '../../lib/texts.ts'
import type { overview as en } from '../en/overview.ts'

export const overview: Texts<typeof en> = { title: 'overview' }
