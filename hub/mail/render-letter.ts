import { headerText } from './address-rule.ts'
import type { MailContent } from './parse-mail-content.ts'
import type { MailLocale } from './render-amounts.ts'
import type { LetterFrame } from './render-blocks.ts'
import { renderMailHtml } from './render-mail-html.ts'
import { renderMailText } from './render-mail-text.ts'
import { renderEnglish } from './render-texts-en.ts'
import { renderChinese } from './render-texts-zh.ts'

export interface RenderedMail {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** A message in its language: subject without line breaks, HTML and plain text. */
export function renderLetter(content: MailContent, locale: MailLocale, frame: LetterFrame): RenderedMail {
  const letter = locale === 'zh' ? renderChinese(content, frame) : renderEnglish(content, frame)
  return {
    subject: headerText(letter.subject),
    html: renderMailHtml(letter, locale, frame),
    text: renderMailText(letter, locale, frame),
  }
}
