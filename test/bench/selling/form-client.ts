/** A customer with a browser that knows forms and cookies, and no script. */
export interface FormClient {
  /** Of every request of this customer. */
  cookie(): string
  /** The page at a path; redirects are followed. */
  get(path: string): Promise<{ readonly path: string; readonly html: string }>
  /** Fills in the form of a page that was got, and sends it. */
  submit(
    page: { readonly path: string; readonly html: string },
    action: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<{ readonly path: string; readonly html: string }>
}

export function createFormClient(origin: string): FormClient {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')

  async function ask(path: string, body?: URLSearchParams): Promise<{ path: string; html: string }> {
    const answer = await fetch(origin + path, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        cookie: cookie(),
        'accept-language': 'en',
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin }),
      },
      ...(body === undefined ? {} : { body: body.toString() }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=', 2)
      jar.set(name, value)
    }
    const to = answer.headers.get('location')
    if (to !== null) return ask(new URL(to, origin + path).href.slice(origin.length))
    const html = await answer.text()
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${html.slice(0, 400)}`)
    return { path, html }
  }

  return {
    cookie,
    get: path => ask(path),
    submit(page, action, fields) {
      const csrf = /name="csrf" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
      return ask(action, new URLSearchParams({ csrf, ...fields }))
    },
  }
}
