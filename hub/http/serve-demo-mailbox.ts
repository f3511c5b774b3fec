import type { FastifyInstance, FastifyReply } from 'fastify'
import { listMailbox, type MailboxDeps, type MailboxMail, readMailboxMail } from '../mail/demo-mailbox.ts'
import { renderMoment } from '../mail/render-amounts.ts'
import { renderMailbox, renderMailboxMail } from './render-mailbox.ts'

/** Styles stand in the mail itself; the page around it shows it in a frame, and nothing else is loaded or run. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

/**
 * The mailbox of the demo on the public listener: `GET /demo/mailbox` lists what would have been sent, with links
 * that can be followed. Must be registered in the demo alone, and throws elsewhere: it shows everybody's codes.
 */
export function serveDemoMailbox(app: FastifyInstance, deps: MailboxDeps & { readonly demo: boolean }): void {
  if (!deps.demo) throw new Error('the mailbox page belongs to the demo alone')
  const view = (mail: MailboxMail) => ({ ...mail, when: renderMoment(mail.at, deps.timeZone, 'zh') })
  const send = (reply: FastifyReply, html: string) =>
    reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(html)
  const find = (id: string) => (/^\d{1,9}$/.test(id) ? readMailboxMail(deps, Number(id)) : null)
  app.get('/demo/mailbox', async (_request, reply) =>
    send(reply, renderMailbox((await listMailbox(deps)).map(view))),
  )
  app.get<{ Params: { id: string } }>('/demo/mailbox/:id', async (request, reply) => {
    const mail = await find(request.params.id)
    return mail === null ? reply.callNotFound() : send(reply, renderMailboxMail(view(mail)))
  })
  app.get<{ Params: { id: string } }>('/demo/mailbox/:id/letter', async (request, reply) => {
    const mail = await find(request.params.id)
    return mail === null
      ? reply.callNotFound()
      : send(reply, mail.html.replace('<head>', '<head><base target="_top">'))
  })
}
