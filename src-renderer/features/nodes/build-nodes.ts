import type { NodeListItem, NodeReason } from '../../../hub/contract/admin/node-views.ts'

type Level = NodeListItem['summary']['level']

const gravity: Readonly<Record<Level, number>> = { bad: 0, warning: 1, pending: 2, ok: 3, off: 4 }

/** The word for a node: what is gravest about it, or that all is well. */
export function wordOf({
  state,
  summary,
}: Pick<NodeListItem, 'state' | 'summary'>): NodeReason | 'ok' | 'removed' {
  if (state === 'removed') return 'removed'
  return summary.reasons[0] ?? 'ok'
}

/** What the list can be narrowed to. */
export const nodeGroups = ['troubled', 'ok', 'draining', 'new', 'removed'] as const
export type NodeGroup = (typeof nodeGroups)[number]

export function isInGroup(
  { state, summary }: Pick<NodeListItem, 'state' | 'summary'>,
  group: NodeGroup,
): boolean {
  switch (group) {
    case 'troubled':
      return summary.level === 'bad' || summary.level === 'warning' || summary.level === 'pending'
    case 'ok':
      return summary.level === 'ok'
    case 'draining':
    case 'removed':
      return state === group
    case 'new':
      return state === 'new'
  }
}

export interface NodeFilters {
  readonly text?: string | undefined
  readonly group?: NodeGroup | undefined
  readonly region?: string | undefined
}

export const nodeSorts = ['state', 'name', 'traffic', 'load', 'collected', 'certificate'] as const
export type NodeSort = (typeof nodeSorts)[number]

/** Narrows and orders a fleet; by `state` the gravest come first, and of equals the name decides. */
export function arrangeNodes(
  nodes: readonly NodeListItem[],
  { text = '', group, region }: NodeFilters,
  { by, direction }: { readonly by: string; readonly direction: 'asc' | 'desc' },
): readonly NodeListItem[] {
  const wanted = text.trim().toLowerCase()
  const found = nodes.filter(
    node =>
      (group === undefined || isInGroup(node, group)) &&
      (region === undefined || node.region === region) &&
      (wanted === '' || `${node.name} ${node.managementHost} ${node.country}`.toLowerCase().includes(wanted)),
  )
  const sign = direction === 'asc' ? 1 : -1
  const names = new Intl.Collator('en', { numeric: true })
  const value = sortValues[nodeSorts.find(each => each === by) ?? 'state']
  return found.sort((a, b) => sign * (value(a) - value(b)) || sign * names.compare(a.name, b.name))
}

const sortValues: Readonly<Record<NodeSort, (node: NodeListItem) => number>> = {
  state: node => gravity[node.summary.level],
  name: () => 0,
  traffic: node => (node.traffic === null ? -1 : node.traffic.upload + node.traffic.download),
  load: node => loadOf(node),
  collected: node => node.lastCollectedAt ?? 0,
  certificate: node => node.certificateExpiresAt ?? 0,
}

/** Its users as a part of those it may have. */
export function loadOf({ users, capacity }: Pick<NodeListItem, 'users' | 'capacity'>): number {
  return capacity === 0 ? (users > 0 ? 1 : 0) : users / capacity
}

/** A fleet in a few numbers. */
export interface FleetSum {
  /** Enrolled nodes, and those of them that serve and count. */
  readonly enrolled: number
  readonly serving: number
  readonly failing: number
  readonly halted: number
  /** Users with a port on a node that does not serve. */
  readonly affected: number
  readonly users: number
  readonly capacity: number
  /** Bits a second over all that answer. */
  readonly upload: number
  readonly download: number
}

export function sumFleet(nodes: readonly NodeListItem[]): FleetSum {
  const enrolled = nodes.filter(node => node.enrolledAt !== null && node.state !== 'removed')
  const has = (node: NodeListItem, reason: NodeReason) => node.summary.reasons.includes(reason)
  const halted = enrolled.filter(node => has(node, 'halted'))
  const failing = enrolled.filter(node => has(node, 'failing') && !has(node, 'halted'))
  const add = (list: readonly NodeListItem[], value: (node: NodeListItem) => number) =>
    list.reduce((sum, node) => sum + value(node), 0)
  return {
    enrolled: enrolled.length,
    serving: enrolled.length - halted.length - failing.length,
    failing: failing.length,
    halted: halted.length,
    affected: add([...halted, ...failing], node => node.users),
    users: add(enrolled, node => node.users),
    capacity: add(
      enrolled.filter(node => node.state === 'active'),
      node => node.capacity,
    ),
    upload: add(enrolled, node => node.traffic?.upload ?? 0),
    download: add(enrolled, node => node.traffic?.download ?? 0),
  }
}

/** The tone of a certificate's end: the hub warns 30 days before and is urgent 7 days before. */
export function certificateTone(expiresAt: number, now: number): 'bad' | 'warn' | 'plain' {
  const days = (expiresAt - now) / 86_400_000
  return days <= 7 ? 'bad' : days <= 30 ? 'warn' : 'plain'
}

/** A clock that is off by more than this is told of: the hub then goes by its own. */
export const clockToleranceMs = 60_000
