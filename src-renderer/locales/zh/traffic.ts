import type { Texts } from '../../lib/texts.ts'
import type { traffic as en } from '../en/traffic.ts'

export const traffic: Texts<typeof en> = { title: 'traffic' }
