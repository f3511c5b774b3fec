/** A piece of a text: plain, or something to tap on. */
export interface TextPart {
  readonly text: string
  readonly href: string | null
}

const linkPattern = /https:\/\/[^\s<>"'，。；：！？（）]+|[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi
/** Ends a sentence and no address. */
const trailing = /[.,;:!?)]+$/

/** Finds web and mail addresses in a text that somebody wrote. */
export function parseLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of text.matchAll(linkPattern)) {
    const found = match[0].replace(trailing, '')
    if (match.index > at) parts.push({ text: text.slice(at, match.index), href: null })
    parts.push({ text: found, href: found.startsWith('https://') ? found : `mailto:${found}` })
    at = match.index + found.length
  }
  if (at < text.length) parts.push({ text: text.slice(at), href: null })
  return parts
}
