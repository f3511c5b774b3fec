import { renderEscaped } from '../mail/render-mail-html.ts'

export interface MailboxView {
  readonly id: number
  readonly when: string
  readonly to: string
  readonly subject: string
}

const style = `:root{color-scheme:light dark;--bg:#f6f8f9;--panel:#fff;--ink:#12212b;--ink2:#51646f;--line:#e3e9ec;--water:#0b7285}
@media (prefers-color-scheme:dark){:root{--bg:#0e1518;--panel:#141d21;--ink:#e6eef1;--ink2:#9fb1ba;--line:#223037;--water:#3bc9db}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 Inter,"PingFang SC","Noto Sans CJK SC",system-ui,sans-serif}
header{padding:16px 20px;border-bottom:1px solid var(--line);background:var(--panel)}h1{margin:0;font-size:18px}p{margin:4px 0 0;color:var(--ink2);font-size:14px;overflow-wrap:anywhere}
a{color:var(--water)}ul{list-style:none;margin:0 auto;padding:12px;max-width:640px}li{margin:0 0 8px}
li a{display:block;min-height:44px;padding:12px 16px;border:1px solid var(--line);border-radius:14px;background:var(--panel);color:inherit;text-decoration:none}
li span{display:block;color:var(--ink2);font-size:14px;overflow-wrap:anywhere}.full{display:flex;flex-direction:column;height:100dvh}iframe{flex:1;width:100%;border:0}`

const page = (title: string, head: string, body: string, bodyClass = '') => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${head}<title>${renderEscaped(title)}</title>
<style>${style}</style>
</head>
<body${bodyClass === '' ? '' : ` class="${bodyClass}"`}>
${body}
</body>
</html>
`

/** What would have been sent, newest first. Loads itself anew, so that a code appears while one waits for it. */
export function renderMailbox(mails: readonly MailboxView[]): string {
  const rows = mails.map(
    mail =>
      `<li><a href="/demo/mailbox/${mail.id}">${renderEscaped(mail.subject)}<span>${renderEscaped(mail.to)} · ${renderEscaped(mail.when)}</span></a></li>`,
  )
  const list = rows.length === 0 ? '<li>还没有邮件 · No mail yet</li>' : rows.join('\n')
  return page(
    '演示邮箱 · Demo mailbox',
    '<meta http-equiv="refresh" content="5">\n',
    `<header><h1>演示邮箱 · Demo mailbox</h1><p>演示不发送邮件，都在这里。The demo sends nothing: all mail is here.</p></header>\n<ul>\n${list}\n</ul>`,
  )
}

/** One message with the letter as its recipient would see it. */
export function renderMailboxMail(mail: MailboxView): string {
  return page(
    mail.subject,
    '',
    `<header><p><a href="/demo/mailbox">← 演示邮箱 · Demo mailbox</a></p><h1>${renderEscaped(mail.subject)}</h1><p>${renderEscaped(mail.to)} · ${renderEscaped(mail.when)}</p></header>\n<iframe title="${renderEscaped(mail.subject)}" src="/demo/mailbox/${mail.id}/letter"></iframe>`,
    'full',
  )
}
