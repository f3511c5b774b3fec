import { useEffect, useRef } from 'react'
import { readOverview } from '../../hub/contract/admin/overview.ts'
import { ask } from '../lib/bridge.ts'
import { useHub } from '../lib/use-hub.ts'
import { useSubjectText, useWords } from '../lib/use-words.ts'
import type { sections } from './sections.ts'

export interface Attention {
  readonly count: number
  readonly tone: 'warn' | 'bad'
}
type SectionName = (typeof sections)[number]['name']

const everyMs = 30_000

/** How much waits for a person in each section; the tray and the desktop are told as well. */
export function useAttention(): Partial<Record<SectionName, Attention>> {
  const { data } = useHub(readOverview, {}, { everyMs })
  const words = useWords()
  const subjectText = useSubjectText()
  const inbox = data?.inbox.open ?? 0
  const failing = data === undefined ? 0 : data.nodes.failing + data.nodes.halted
  const unseen = data?.alerts.unseen ?? 0
  const newest = data?.alerts.newest[0]
  const told = useRef<number | null>(null)
  useEffect(() => {
    if (data === undefined) return
    const isNew = newest !== undefined && told.current !== null && newest.alertId > told.current
    told.current = Math.max(told.current ?? 0, newest?.alertId ?? 0)
    const notification = isNew
      ? {
          title: words('alerts', newest.kind) ?? 'Sluice',
          body: `${subjectText(newest.subject, newest.name)}. ${words('alertHints', newest.kind) ?? newest.message}`.slice(
            0,
            400,
          ),
          link: '/system/alerts',
        }
      : null
    void ask('desktop.alert', { unread: Math.min(unseen + inbox, 9_999), notification })
  }, [data, newest, unseen, inbox, words, subjectText])
  return {
    ...(inbox > 0 ? { orders: { count: inbox, tone: 'warn' } } : {}),
    ...(failing > 0 ? { nodes: { count: failing, tone: 'bad' } } : {}),
  }
}
