import { assertNever } from '../kernel/assert-never.ts'
import type { MailLocale } from './render-amounts.ts'
import { amongChinese, type Block, type Letter, type LetterFrame } from './render-blocks.ts'

/** The palette of the pages, light and dark. Colours are written twice: not every reader knows style sheets. */
const light = {
  bg: '#f6f8f9',
  panel: '#ffffff',
  ink: '#12212b',
  ink2: '#51646f',
  line: '#e3e9ec',
  water: '#0b7285',
  water2: '#e3f4f6',
  warn: '#b86e00',
  bad: '#c92a2a',
}
const dark: typeof light = {
  bg: '#0e1518',
  panel: '#141d21',
  ink: '#e6eef1',
  ink2: '#9fb1ba',
  line: '#223037',
  water: '#3bc9db',
  water2: '#12323a',
  warn: '#ffc078',
  bad: '#ff8787',
}

const font =
  "Inter,-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"

const darkRules = (c: typeof light, prefix = ''): string =>
  [
    `.bg{background:${c.bg}!important}`,
    `.panel{background:${c.panel}!important;border-color:${c.line}!important}`,
    `.ink{color:${c.ink}!important}`,
    `.ink2{color:${c.ink2}!important}`,
    `.line{border-color:${c.line}!important}`,
    `.soft{background:${c.water2}!important;color:${c.ink}!important}`,
    `.water{color:${c.water}!important}`,
    `.fill{background:${c.water}!important}`,
    `.warn{color:${c.warn}!important}.warnfill{background:${c.warn}!important}`,
    `.bad{color:${c.bad}!important}.badfill{background:${c.bad}!important}`,
    `.button{background:${c.water}!important;color:${c.bg}!important}`,
  ]
    .map(rule => rule.replace(/(^|\})\./g, `$1${prefix}.`))
    .join('')

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it stands in HTML, in an attribute too. */
export function renderEscaped(text: string): string {
  return text.replace(/[&<>"']/g, character => escapes[character] ?? character)
}

const esc = renderEscaped
const row = (inner: string, top: number) => `<tr><td style="padding:${top}px 24px 0">${inner}</td></tr>`

function block(part: Block, tone: Letter['tone']): string {
  switch (part.kind) {
    case 'text':
      return row(
        `<p class="ink" style="margin:0;font-size:16px;line-height:1.6;color:${light.ink}">${esc(part.text).replace(/\r?\n/g, '<br>')}</p>`,
        16,
      )
    case 'small':
      return row(
        `<p class="ink2" style="margin:0;font-size:14px;line-height:1.6;color:${light.ink2}">${esc(part.text)}</p>`,
        16,
      )
    case 'code':
      return row(
        `<div class="soft" style="padding:16px;border-radius:10px;background:${light.water2};color:${light.ink};font:600 30px/1.2 ui-monospace,SFMono-Regular,Consolas,monospace;letter-spacing:6px;text-align:center">${esc(part.code)}</div>`,
        16,
      )
    case 'button':
      return row(
        `<a class="button" href="${esc(part.url)}" style="display:inline-block;min-width:160px;padding:12px 24px;border-radius:10px;background:${light.water};color:#ffffff;font-size:16px;line-height:20px;font-weight:600;text-align:center;text-decoration:none">${esc(part.label)}</a>`,
        24,
      )
    case 'facts':
      return row(facts(part.rows), 16)
    case 'meter':
      return row(meter(part.percent, part.label, tone), 20)
    default:
      return assertNever(part)
  }
}

function facts(rows: readonly (readonly [string, string])[]): string {
  const cell = `padding:10px 0;border-top:1px solid ${light.line};font-size:15px;line-height:1.5;vertical-align:top`
  const lines = rows.map(
    ([label, value]) =>
      `<tr><td class="ink2 line" style="${cell};padding-right:16px;white-space:nowrap;color:${light.ink2}">${esc(label)}</td><td class="ink line" style="${cell};text-align:right;word-break:break-word;color:${light.ink};font-variant-numeric:tabular-nums">${esc(value)}</td></tr>`,
  )
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">${lines.join('')}</table>`
}

function meter(percent: number, label: string, tone: Letter['tone']): string {
  const [name, colour] =
    tone === 'bad'
      ? ['badfill', light.bad]
      : tone === 'warn'
        ? ['warnfill', light.warn]
        : ['fill', light.water]
  const rest = 100 - percent
  const full = `<td class="${name}" width="${percent}%" height="8" style="background:${colour};border-radius:4px;font-size:0;line-height:0">&nbsp;</td>`
  const empty = `<td width="${rest}%" height="8" style="font-size:0;line-height:0">&nbsp;</td>`
  return `<p class="ink2" style="margin:0 0 8px;font-size:15px;color:${light.ink2};font-variant-numeric:tabular-nums">${esc(label)}</p><table role="presentation" class="soft" width="100%" cellpadding="0" cellspacing="0" style="background:${light.water2};border-radius:4px"><tr>${percent > 0 ? full : ''}${rest > 0 ? empty : ''}</tr></table>`
}

const footers = {
  zh: { why: (name: string) => `这封邮件由${amongChinese(name)}自动发出。`, stop: '不再接收提醒' },
  en: { why: (name: string) => `${name} sent this message by itself.`, stop: 'No more reminders' },
}

/**
 * A letter as one HTML page: tables and inline styles for old readers, dark where the reader asks for it,
 * nothing loaded from anywhere.
 */
export function renderMailHtml(letter: Letter, locale: MailLocale, frame: LetterFrame): string {
  const footer = footers[locale]
  const stop =
    frame.unsubscribeUrl === null
      ? ''
      : ` <a class="ink2" href="${esc(frame.unsubscribeUrl)}" style="color:${light.ink2}">${footer.stop}</a>`
  const titleClass = letter.tone === 'calm' ? 'ink' : letter.tone
  const titleColour = letter.tone === 'calm' ? light.ink : light[letter.tone]
  const rules = `:root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){${darkRules(dark)}}${darkRules(dark, '[data-ogsc] ')}`
  return `<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${esc(letter.subject)}</title>
<style>${rules}</style>
</head>
<body class="bg" style="margin:0;padding:0;background:${light.bg};font-family:${font};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden">${esc(letter.preview)}</div>
<table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" style="background:${light.bg}"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;text-align:left">
<tr><td class="water" style="padding:0 24px 12px;font-size:15px;font-weight:600;color:${light.water}">${esc(frame.serviceName)}</td></tr>
<tr><td class="panel" style="padding:8px 0 28px;background:${light.panel};border:1px solid ${light.line};border-radius:14px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0">
${row(`<h1 class="${titleClass}" style="margin:0;font-size:22px;line-height:1.35;font-weight:650;color:${titleColour}">${esc(letter.title)}</h1>`, 20)}
${letter.blocks.map(part => block(part, letter.tone)).join('\n')}
</table>
</td></tr>
<tr><td class="ink2" style="padding:16px 24px;font-size:13px;line-height:1.6;color:${light.ink2}">${esc(footer.why(frame.serviceName))}${stop}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
}
