import { assertNever } from '../kernel/assert-never.ts'
import type { MailLocale } from './render-amounts.ts'
import type { Block, Letter, LetterFrame } from './render-blocks.ts'

const colons = { zh: '：', en: ': ' } as const

function block(part: Block, colon: string): string {
  switch (part.kind) {
    case 'text':
    case 'small':
      return part.text
    case 'code':
      return `    ${part.code}`
    case 'button':
      return `${part.label}${colon}${part.url}`
    case 'facts':
      return part.rows.map(([label, value]) => `${label}${colon}${value}`).join('\n')
    case 'meter':
      return `${part.label} (${part.percent}%)`
    default:
      return assertNever(part)
  }
}

/** The same letter as plain text. */
export function renderMailText(letter: Letter, locale: MailLocale, frame: LetterFrame): string {
  const colon = colons[locale]
  const stop =
    frame.unsubscribeUrl === null
      ? []
      : [`${locale === 'zh' ? '不再接收提醒' : 'No more reminders'}${colon}${frame.unsubscribeUrl}`]
  return `${[letter.title, ...letter.blocks.map(part => block(part, colon)), ['-- ', frame.serviceName, ...stop].join('\n')].join('\n\n')}\n`
}
