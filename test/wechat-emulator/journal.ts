/** Everything that went over the wire, in order; `seq` grows for ever, the oldest entries are dropped. */
export type JournalEntry = RequestEntry | NotificationEntry | VisitEntry

interface Numbered {
  readonly seq: number
  /** The emulator's time. */
  readonly at: number
}

export interface RequestEntry extends Numbered {
  readonly kind: 'request'
  readonly method: string
  readonly url: string
  readonly body: string
  /** The status that was answered, null where nothing was. */
  readonly status: number | null
  readonly code: string | null
  readonly fault: string | null
  readonly tookEffect: boolean
}

export interface NotificationEntry extends Numbered {
  readonly kind: 'notification'
  readonly id: string
  readonly event: string
  readonly outTradeNo: string
  readonly outRefundNo: string | null
  readonly url: string
  /** From 1; 0 for a forgery, a probe or a replay. */
  readonly attempt: number
  readonly trick: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The answer's, or null with the reason in `error`. */
  readonly status: number | null
  readonly answer: string
  readonly error: string | null
}

export interface VisitEntry extends Numbered {
  readonly kind: 'visit'
  readonly outTradeNo: string | null
  readonly what: 'opened' | 'refused' | 'paid' | 'cancelled'
  readonly why: string | null
}

type Unnumbered<T> = T extends JournalEntry ? Omit<T, 'seq' | 'at'> : never

export interface Journal {
  add(entry: Unnumbered<JournalEntry>): JournalEntry
  list(): readonly JournalEntry[]
  clear(): void
}

const longest = 20_000

export function createJournal(now: () => number): Journal {
  let entries: JournalEntry[] = []
  let seq = 0
  return {
    add(entry) {
      seq++
      const numbered: JournalEntry = { ...entry, seq, at: now() }
      entries.push(numbered)
      if (entries.length > longest) entries = entries.slice(longest / 2)
      return numbered
    },
    list: () => entries,
    clear() {
      entries = []
    },
  }
}
