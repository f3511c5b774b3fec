import { renderBytes, renderLastDay } from '../mail/render-amounts.ts'
import { renderEscaped } from '../mail/render-mail-html.ts'
import { buildImportLinks } from './build-import-links.ts'
import { type Subscription, serversOf } from './map-entries.ts'

/** The one style sheet of the page; its policy names its digest. */
export const pageStyle = `:root{color-scheme:light dark;--bg:#f6f8f9;--panel:#fff;--ink:#12212b;--ink2:#51646f;--line:#e3e9ec;--water:#0b7285}
@media (prefers-color-scheme:dark){:root{--bg:#0e1518;--panel:#141d21;--ink:#e6eef1;--ink2:#9fb1ba;--line:#223037;--water:#3bc9db}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 Inter,"PingFang SC","Noto Sans CJK SC",system-ui,sans-serif}
main{max-width:640px;margin:0 auto;padding:24px 16px 48px}h1{margin:0 0 4px;font-size:22px;overflow-wrap:anywhere}h2{margin:28px 0 8px;font-size:16px}
p{margin:0 0 8px;color:var(--ink2);overflow-wrap:anywhere}a{color:var(--water)}strong{color:var(--ink)}
ul{list-style:none;margin:0;padding:0}li{margin:0 0 8px}
.go{display:block;min-height:44px;padding:10px 16px;border:1px solid var(--line);border-radius:14px;background:var(--panel);color:inherit;text-decoration:none}
.link{padding:12px 16px;border:1px solid var(--line);border-radius:14px;background:var(--panel);color:var(--ink);font:14px/1.5 ui-monospace,monospace;overflow-wrap:anywhere;user-select:all;-webkit-user-select:all}
details{margin-top:28px}summary{min-height:44px;padding:10px 0;cursor:pointer;color:var(--water)}`

const texts = {
  zh: {
    lang: 'zh-CN',
    used: '已用',
    of: '共',
    unlimited: '不限流量',
    until: '到期',
    open: '点一下导入客户端',
    link: '或者复制订阅链接',
    secret: '链接等同密码，请勿分享；如已泄露，请在账户页更换。',
    shop: '账户与购买',
    formats: '其他格式',
  },
  en: {
    lang: 'en',
    used: 'Used',
    of: 'of',
    unlimited: 'no limit',
    until: 'until',
    open: 'Add to an app',
    link: 'Or copy the subscription link',
    secret:
      'This link is as good as a password: do not share it. If it has leaked, renew it on your account page.',
    shop: 'Account and plans',
    formats: 'Other formats',
  },
} as const

const otherFormats = ['plain', 'base64', 'sip008'] as const

/** What a person sees who opens his link in a browser: what is left, apps to add it to, the link to copy. */
export function renderPage(subscription: Subscription, timeZone: string): string {
  const { title, locale, link, homeUrl, usage } = subscription
  const say = texts[locale]
  const used = renderBytes(usage.upload + usage.download)
  const total = usage.total === null ? say.unlimited : `${say.of} ${renderBytes(usage.total)}`
  const end =
    usage.expiresAt === null ? '' : ` · ${say.until} ${renderLastDay(usage.expiresAt, timeZone, locale)}`
  const notices =
    serversOf(subscription).length > 0
      ? []
      : subscription.entries.map(({ name }) => `<p><strong>${renderEscaped(name)}</strong></p>`)
  const item = (href: string, text: string) =>
    `<li><a class="go" href="${renderEscaped(href)}">${renderEscaped(text)}</a></li>`
  // Without a public address there is nothing that another program could be given.
  const whole = /^https?:/.test(link)
  const imports = whole ? buildImportLinks(link, title) : []
  return wholePage(say.lang, title, [
    `<h1>${renderEscaped(title)}</h1>`,
    `<p>${say.used} ${renderEscaped(used)} ${renderEscaped(total)}${renderEscaped(end)}</p>`,
    ...notices,
    ...(imports.length === 0
      ? []
      : [`<h2>${say.open}</h2>`, '<ul>', ...imports.map(({ href, client }) => item(href, client)), '</ul>']),
    `<h2>${say.link}</h2>`,
    `<p class="link">${renderEscaped(link)}</p>`,
    `<p>${say.secret}</p>`,
    `<details><summary>${say.formats}</summary><ul>`,
    ...otherFormats.map(format => item(`${link}/${format}`, format)),
    '</ul></details>',
    ...(homeUrl === null ? [] : [`<p><a href="${renderEscaped(homeUrl)}">${say.shop}</a></p>`]),
  ])
}

/** What a person sees whose link does not exist, or no longer; nobody knows in which language he reads. */
export function renderNoPage(): string {
  return wholePage('zh-CN', '链接无效 · No such link', [
    '<h1>链接无效</h1>',
    '<p>它可能已被更换。请登录账户页，重新复制订阅链接。</p>',
    '<h1 lang="en">No such link</h1>',
    '<p lang="en">It may have been renewed. Sign in to your account page and copy the link again.</p>',
    '<p><a href="/home">账户 · Account</a></p>',
  ])
}

function wholePage(lang: string, title: string, lines: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="${lang}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="robots" content="noindex">',
    `<title>${renderEscaped(title)}</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...lines,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}
