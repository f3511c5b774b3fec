import { assertNever } from '../kernel/assert-never.ts'
import type { MailContent } from './parse-mail-content.ts'
import { renderBytes, renderEnd, renderMoment, renderYuan } from './render-amounts.ts'
import {
  type Letter,
  type LetterFrame,
  orderPath,
  pageButton,
  paragraphs,
  small,
  text,
  usedPercent,
} from './render-blocks.ts'

/** The letters in English. */
export function renderEnglish(content: MailContent, frame: LetterFrame): Letter {
  const { serviceName, timeZone } = frame
  const moment = (at: number) => renderMoment(at, timeZone, 'en')
  const end = (at: number) => renderEnd(at, timeZone, 'en')
  const button = (label: string, path: string) => pageButton(frame, label, path)
  const codeLetter = (what: string, code: string, minutes: number, ignore: string): Letter => ({
    subject: `${code} is your ${serviceName} code`,
    preview: `${what}. Good for ${minutes} minutes.`,
    title: what,
    tone: 'calm',
    blocks: [
      text('Enter this code on the page:'),
      { kind: 'code', code },
      text(`It is good for ${minutes} minutes and works once.`),
      small(ignore),
    ],
  })
  switch (content.template) {
    case 'register-code':
      return codeLetter(
        'Confirm your e-mail address',
        content.params.code,
        content.params.minutes,
        'Not you? Then you can ignore this message.',
      )
    case 'address-code':
      return codeLetter(
        'Confirm your new address',
        content.params.code,
        content.params.minutes,
        'Not you? Ignore this message and nothing changes.',
      )
    case 'password-reset': {
      const { code, link, minutes } = content.params
      return {
        subject:
          code === null
            ? `Reset your ${serviceName} password`
            : `${code} is the code for a new ${serviceName} password`,
        preview: `Good for ${minutes} minutes.`,
        title: 'Reset your password',
        tone: 'calm',
        blocks: [
          text(
            'Somebody asked for a new password for your account, or tried to register with your address again.',
          ),
          ...(code === null ? [] : [text('Enter this code on the page:'), { kind: 'code', code } as const]),
          ...(link === null ? [] : [{ kind: 'button', label: 'Choose a new password', url: link } as const]),
          text(`It is good for ${minutes} minutes and works once.`),
          small('Not you? Ignore this message and your password stays as it is.'),
        ],
      }
    }
    case 'password-changed':
      return {
        subject: `Your ${serviceName} password was changed`,
        preview: moment(content.params.at),
        title: 'Your password was changed',
        tone: 'calm',
        blocks: [
          text(`It was changed on ${moment(content.params.at)}. All devices were signed out.`),
          small('Not you? Reset it at once, and write to support.'),
          ...button('Reset the password', '/reset'),
        ],
      }
    case 'address-changed':
      return {
        subject: `Your ${serviceName} sign-in address was changed`,
        preview: moment(content.params.at),
        title: 'Your sign-in address was changed',
        tone: 'calm',
        blocks: [
          text(`It was changed on ${moment(content.params.at)}. This address can no longer sign in.`),
          small('Not you? Write to support at once.'),
        ],
      }
    case 'receipt': {
      const { orderNumber, plan, from, until, bytes, amountFen, paidAt } = content.params
      return {
        subject: `Payment received: ${plan} ${renderYuan(amountFen)}`,
        preview: `Order ${orderNumber}`,
        title: 'Payment received',
        tone: 'calm',
        blocks: [
          text('Thank you, everything is ready. This is your receipt.'),
          {
            kind: 'facts',
            rows: [
              ['Order', orderNumber],
              ['Plan', plan],
              ['Data', bytes === null ? 'Unlimited' : renderBytes(bytes)],
              ...(from === null ? [] : [['From', moment(from)] as const]),
              ...(until === null ? [] : [['Until', end(until)] as const]),
              ['Paid on', moment(paidAt)],
              ['Paid', renderYuan(amountFen)],
            ],
          },
          ...button('View the order', orderPath(content.params.orderNumber)),
        ],
      }
    }
    case 'usage': {
      const { percent, left, granted, cycleEndsAt } = content.params
      const gone = percent === 100
      return {
        subject: gone ? `${serviceName}: your data is used up` : `${serviceName}: 80% of your data is used`,
        preview: `This cycle runs until ${end(cycleEndsAt)}`,
        title: gone ? 'Your data is used up' : '80% of your data is used',
        tone: gone ? 'bad' : 'warn',
        blocks: [
          {
            kind: 'meter',
            percent: usedPercent(left, granted),
            label: `${renderBytes(left)} of ${renderBytes(granted)} left`,
          },
          text(
            gone
              ? `Your connection is paused. This cycle runs until ${end(cycleEndsAt)}; an add-on brings you back at once.`
              : `This cycle runs until ${end(cycleEndsAt)}. If that will not do, get an add-on in good time.`,
          ),
          ...button(gone ? 'Get an add-on' : 'See your usage', gone ? '/buy' : '/home'),
        ],
      }
    }
    case 'expiry': {
      const { days, expiresAt } = content.params
      const left = days === 1 ? '1 day' : `${days} days`
      return {
        subject: `${serviceName}: your plan ends in ${left}`,
        preview: `It is good until ${end(expiresAt)}`,
        title: `Your plan ends in ${left}`,
        tone: days === 1 ? 'bad' : 'warn',
        blocks: [
          text(
            `It is good until ${end(expiresAt)}. Renew now and the new time is added to the end: no day is lost.`,
          ),
          ...button('Renew', '/buy'),
        ],
      }
    }
    case 'expired':
      return {
        subject: `${serviceName}: your plan has ended`,
        preview: `It ended at ${end(content.params.expiredAt)}`,
        title: 'Your plan has ended',
        tone: 'bad',
        blocks: [
          text(
            `It ended at ${end(content.params.expiredAt)}, and your connection is paused. Renew and it works again at once, with the same link.`,
          ),
          ...button('Renew', '/buy'),
        ],
      }
    case 'refund': {
      const { stage, orderNumber, amountFen } = content.params
      const done = stage === 'succeeded'
      return {
        subject: done ? `Refunded: ${renderYuan(amountFen)}` : `Refund on its way: ${renderYuan(amountFen)}`,
        preview: `Order ${orderNumber}`,
        title: done ? 'Your money is back' : 'Your refund is on its way',
        tone: 'calm',
        blocks: [
          text(
            done
              ? 'It went back the way it came: look at the account you paid from.'
              : 'It goes back the way it came, mostly within minutes; a bank card may take 1 to 3 working days.',
          ),
          {
            kind: 'facts',
            rows: [
              ['Order', orderNumber],
              ['Refund', renderYuan(amountFen)],
            ],
          },
          ...button('View the order', orderPath(content.params.orderNumber)),
        ],
      }
    }
    case 'order-held':
      return {
        subject: `Order ${content.params.orderNumber}: a person is looking at it`,
        preview: `We have your ${renderYuan(content.params.amountFen)}`,
        title: 'A person is looking at it',
        tone: 'warn',
        blocks: [
          text(
            'Your payment has arrived, but this order cannot be completed by itself. We will soon either complete it or return the whole amount. Please do not pay again.',
          ),
          {
            kind: 'facts',
            rows: [
              ['Order', content.params.orderNumber],
              ['Paid', renderYuan(content.params.amountFen)],
            ],
          },
          ...button('View the order', orderPath(content.params.orderNumber)),
        ],
      }
    case 'notice':
      return {
        subject: content.params.subject,
        preview: '',
        title: content.params.subject,
        tone: 'calm',
        blocks: paragraphs(content.params.text),
      }
    case 'audit-head': {
      const { number, hash, at } = content.params
      return {
        subject: `${serviceName}: audit log at entry ${number}`,
        preview: hash,
        title: 'The audit log today',
        tone: 'calm',
        blocks: [
          text(
            'Keep this message: with it you can tell later whether the audit log was shortened or changed.',
          ),
          {
            kind: 'facts',
            rows: [
              ['Entry', String(number)],
              ['Hash', hash],
              ['At', moment(at)],
            ],
          },
        ],
      }
    }
    case 'test':
      return {
        subject: `${serviceName}: test message`,
        preview: 'The mail settings work',
        title: 'The mail settings work',
        tone: 'calm',
        blocks: [text(`This message was sent on ${moment(content.params.at)}.`)],
      }
    default:
      return assertNever(content)
  }
}
