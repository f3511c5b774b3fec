import type { Order } from './order-rule.ts'

/** What the cashier shows; every word in both languages, and nothing needs JavaScript. */
export type Page =
  | { readonly kind: 'cashier'; readonly order: Order; readonly redirectUrl: string }
  | { readonly kind: 'notice'; readonly zh: string; readonly en: string; readonly good: boolean }

export function renderPage(page: Page): string {
  const content = page.kind === 'cashier' ? cashier(page.order, page.redirectUrl) : notice(page)
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>微信支付沙箱 · WeChat Pay sandbox</title>
<style>${style}</style>
</head>
<body>
<p class="banner" role="note">沙箱：不涉及真实资金<br>Sandbox: no real money</p>
<main>${content}</main>
</body>
</html>`
}

function cashier({ request, link }: Order, redirectUrl: string): string {
  return `<p class="what">${escapeText(request.description)}</p>
<p class="sum" aria-label="金额 Amount"><small>¥</small>${yuan(request.total)}</p>
<dl><dt>商户订单号 · Order</dt><dd>${escapeText(request.outTradeNo)}</dd><dt>商户 · Merchant</dt><dd>${escapeText(request.mchid)}</dd></dl>
<form method="post" action="/cashier">
<input type="hidden" name="token" value="${escapeText(link.token)}">
<input type="hidden" name="redirect_url" value="${escapeText(redirectUrl)}">
<button class="pay" name="do" value="pay">支付 · Pay</button>
<button class="cancel" name="do" value="cancel">取消 · Cancel</button>
</form>`
}

function notice({ zh, en, good }: Extract<Page, { kind: 'notice' }>): string {
  return `<p class="mark ${good ? 'good' : 'bad'}" aria-hidden="true">${good ? '✓' : '!'}</p>
<h1 lang="zh-CN">${escapeText(zh)}</h1><p lang="en">${escapeText(en)}</p>`
}

/** Fen as yuan. */
function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}

const style = `
:root{color-scheme:light dark;--ink:#191919;--soft:#6b6b6b;--ground:#f2f2f2;--card:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#ececec;--soft:#a3a3a3;--ground:#111;--card:#1e1e1e}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
.banner{margin:0;padding:.6rem 1rem;background:#7a4b00;color:#fff;text-align:center;font-weight:600}
main{width:min(26rem,100% - 2rem);margin:1.5rem auto;padding:1.5rem 1.25rem;background:var(--card);border-radius:.75rem;text-align:center}
.what{margin:0;overflow-wrap:anywhere}
.sum{margin:.25rem 0 1rem;font-size:2.75rem;font-weight:600;line-height:1.2}
.sum small{font-size:1.5rem;margin-inline-end:.15rem}
dl{margin:0 0 1.5rem;text-align:start;font-size:.875rem}
dt{color:var(--soft)}
dd{margin:0 0 .5rem;overflow-wrap:anywhere}
button{display:block;width:100%;min-height:3rem;border:0;border-radius:.5rem;font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid #1a6dff;outline-offset:2px}
.pay{background:#067a3d;color:#fff}
.cancel{margin-top:.75rem;background:transparent;color:var(--soft);border:1px solid var(--soft)}
.mark{margin:0 auto 1rem;width:4rem;height:4rem;border-radius:50%;color:#fff;font-size:2.25rem;line-height:4rem}
.good{background:#067a3d}.bad{background:#a33}
h1{margin:0;font-size:1.25rem}`
