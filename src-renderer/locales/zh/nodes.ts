import type { Texts } from '../../lib/texts.ts'
import type { nodes as en } from '../en/nodes.ts'

export const nodes: Texts<typeof en> = { title: 'nodes' }
