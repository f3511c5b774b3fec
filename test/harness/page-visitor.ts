import { rightPassword } from '../fakes/customer-accounts.ts'
import type { CustomerPage } from './customer-page-world.ts'

/** A browser's cookies and forms, without the browser. */
export function visitor(world: Pick<CustomerPage, 'url'>, always: Record<string, string> = {}) {
  const cookies = new Map<string, string>()
  async function ask(path: string, init: RequestInit = {}) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'accept-language': 'en', cookie, ...always, ...init.headers }
    const answer = await fetch(`${world.url}${path}`, { redirect: 'manual', ...init, headers })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const { status } = answer
    return { status, html: await answer.text(), to: answer.headers.get('location'), headers: answer.headers }
  }
  const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  return {
    cookies,
    ask,
    send,
    /** Opens a page and sends a form with its hidden value. */
    async submit(page: string, path: string, fields: Record<string, string>) {
      const { html } = await ask(page)
      const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
      return send(path, { csrf, ...fields })
    },
    async signIn(email: string) {
      return this.submit('/sign-in', '/sign-in', { email, password: rightPassword })
    },
  }
}
