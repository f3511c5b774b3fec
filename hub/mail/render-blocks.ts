/** A piece of a letter. All text is plain; what shows it escapes it. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'small'; readonly text: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'meter'; readonly percent: number; readonly label: string }

export interface Letter {
  readonly subject: string
  /** What a list of mail shows beside the subject. */
  readonly preview: string
  readonly title: string
  readonly tone: 'calm' | 'warn' | 'bad'
  readonly blocks: readonly Block[]
}

/** What every letter of this hub shares. */
export interface LetterFrame {
  /** What customers call this service. */
  readonly serviceName: string
  readonly timeZone: string
  /** Of the customer page; null where the hub does not know how customers reach it: buttons are left out. */
  readonly homeUrl: string | null
  /** Where reminders are ended; null in letters that are none. */
  readonly unsubscribeUrl: string | null
}

export const text = (words: string): Block => ({ kind: 'text', text: words })
export const small = (words: string): Block => ({ kind: 'small', text: words })

/** A button to the part of the customer page that the letter is about, where the hub knows its address. */
export function pageButton({ homeUrl }: LetterFrame, label: string, path: string): readonly Block[] {
  return homeUrl === null ? [] : [{ kind: 'button', label, url: `${homeUrl.replace(/\/+$/, '')}${path}` }]
}

/** Where an order is shown. */
export const orderPath = (number: string): string => `/orders/${encodeURIComponent(number)}`

/** A name among Chinese words: what is written in Latin letters stands apart from them. */
export const amongChinese = (name: string): string =>
  name.replace(/^(?=[\x21-\x7e])/, ' ').replace(/(?<=[\x21-\x7e])$/, ' ')

/** The paragraphs of a text that somebody wrote: parted by empty lines. */
export function paragraphs(words: string): Block[] {
  return words
    .split(/\r?\n\s*\r?\n/)
    .filter(part => part.trim() !== '')
    .map(text)
}

/** How full the meter is drawn; nothing granted is drawn full. */
export function usedPercent(left: number, granted: number): number {
  return granted <= 0 ? 100 : Math.min(100, Math.max(0, Math.round((1 - left / granted) * 100)))
}
