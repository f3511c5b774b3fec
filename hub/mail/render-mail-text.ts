import { assertNever } from '../kernel/assert-never.ts'
import type { MailLocale } from './render-amounts.ts'
import type { Block, Letter, LetterFrame } from './render-blocks.ts'

function block(part: Block): string {
  switch (part.kind) {
    case 'text':
    case 'small':
      return part.text
    case 'code':
      return `    ${part.code}`
    case 'button':
      return `${part.label}: ${part.url}`
    case 'facts':
      return part.rows.map(([label, value]) => `${label}: ${value}`).join('\n')
    case 'meter':
      return `${part.label} (${part.percent}%)`
    default:
      return assertNever(part)
  }
}

/** The same letter as plain text. */
export function renderMailText(letter: Letter, locale: MailLocale, frame: LetterFrame): string {
  const stop =
    frame.unsubscribeUrl === null
      ? []
      : [`${locale === 'zh' ? '不再接收提醒' : 'No more reminders'}: ${frame.unsubscribeUrl}`]
  return `${[letter.title, ...letter.blocks.map(block), ['-- ', frame.serviceName, ...stop].join('\n')].join('\n\n')}\n`
}
