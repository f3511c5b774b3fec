import MailComposer from 'nodemailer/lib/mail-composer'
import type { RenderedMail } from './render-letter.ts'

export interface Envelope {
  readonly fromName: string
  readonly from: string
  readonly to: string
  /** Without angle brackets. The same for every try: a server or reader that got it already can tell. */
  readonly messageId: string
  readonly date: number
  /** Where a reminder is ended by one click; null for everything else. */
  readonly unsubscribeUrl: string | null
}

/** The message as it goes over the wire. No part of it is fetched from anywhere. */
export function composeMessage(mail: RenderedMail, envelope: Envelope): Promise<Buffer> {
  const { unsubscribeUrl } = envelope
  const headers = {
    // Nobody's holiday note answers a machine.
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    ...(unsubscribeUrl === null
      ? {}
      : {
          'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
  }
  return new MailComposer({
    from: { name: envelope.fromName, address: envelope.from },
    to: { name: '', address: envelope.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${envelope.messageId}>`,
    date: new Date(envelope.date),
    headers,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}
