import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { Note, Title, Written } from './parts.tsx'

/** A page that says one thing, and where to go from here. */
export function MessageView(props: {
  readonly visit: Visit
  readonly title: string
  readonly text: string
  readonly to?: { readonly href: string; readonly text: string }
}) {
  const { visit, title, text, to } = props
  const { href, text: label } = to ?? { href: '/', text: visit.words.home }
  return (
    <Frame visit={visit} title={title}>
      <div className="panel">
        <Title text={title} />
        <p className="muted">{text}</p>
        <a className="btn" href={href}>
          {label}
        </a>
      </div>
    </Frame>
  )
}

/** A text of the operator's: terms, privacy. */
export function TextView(props: {
  readonly visit: Visit
  readonly title: string
  readonly text: string | null
}) {
  const { visit, title, text } = props
  return (
    <Frame visit={visit} title={title}>
      <Title text={title} />
      <article className="panel prose">
        {text === null ? (
          <p className="muted tight">{visit.words.noText}</p>
        ) : (
          text.split(/\n\s*\n/).map(paragraph => (
            <p key={paragraph}>
              <Written text={paragraph} />
            </p>
          ))
        )}
      </article>
    </Frame>
  )
}

/** Ends reminders; the button does it, since programs look at links in mail. */
export function UnsubscribeView(props: {
  readonly visit: Visit
  readonly token: string
  readonly done: boolean | null
}) {
  const { visit, token, done } = props
  const { mail } = visit.words
  return (
    <Frame visit={visit} title={mail.title}>
      <Title text={mail.title} />
      {done !== null && <Note level={done ? 'ok' : 'bad'}>{done ? mail.done : mail.bad}</Note>}
      {done === null && (
        <form className="panel" method="post" action={`/mail/unsubscribe/${encodeURIComponent(token)}`}>
          <p className="tight">{mail.text}</p>
          <button className="btn" type="submit">
            {mail.button}
          </button>
        </form>
      )}
    </Frame>
  )
}
