import type { ReactNode } from 'react'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { Facts, Field, Form, Note, Problem, Title } from './parts.tsx'

export type AccountPart = 'email' | 'password' | 'close'

/** Address, password, reminders, and the end of the account. */
export function AccountView(props: {
  readonly visit: Visit
  readonly email: string
  /** Which form could not be done, and why. */
  readonly problem: { readonly part: AccountPart; readonly text: string } | null
  readonly said: 'email' | 'password' | 'saved' | null
  readonly reminders: boolean
}) {
  const { visit, email, problem, said, reminders } = props
  const { words } = visit
  const { accountPage: text, entry } = words
  const news = { email: text.emailChanged, password: text.passwordChanged, saved: text.saved }
  return (
    <Frame visit={visit} title={text.title}>
      <Title text={text.title} />
      <Problem text={problem?.text ?? null} />
      {said !== null && <Note level="ok">{news[said]}</Note>}
      <section className="panel">
        <Facts rows={[[text.email, email]]} />
        <Part title={text.changeEmail} open={problem?.part === 'email'}>
          <Form visit={visit} action="/account/email">
            <Field name="email" kind="email" label={text.newEmail} />
            <Password id="email-password" label={text.current} />
            <button className="btn" type="submit">
              {text.sendCode}
            </button>
          </Form>
        </Part>
        <Part title={text.changePassword} open={problem?.part === 'password'}>
          <Form visit={visit} action="/account/password">
            <Password id="change-password" label={text.current} />
            <Field
              name="newPassword"
              kind="new-password"
              label={entry.newPassword}
              hint={entry.passwordHint}
            />
            <button className="btn" type="submit">
              {text.save}
            </button>
          </Form>
        </Part>
        <Part title={text.reminders} open={false}>
          <p className="muted">{reminders ? text.remindersOn : text.remindersOff}</p>
          <Form visit={visit} action="/account/reminders">
            <input type="hidden" name="reminders" value={reminders ? 'off' : 'on'} />
            <button className="btn plain" type="submit">
              {reminders ? text.stop : text.start}
            </button>
          </Form>
        </Part>
        <Part title={text.close} open={problem?.part === 'close'}>
          <p className="muted">{text.closeText}</p>
          <Form visit={visit} action="/account/close">
            <Password id="close-password" label={text.current} />
            <button className="btn bad" type="submit">
              {text.closeButton}
            </button>
          </Form>
        </Part>
      </section>
    </Frame>
  )
}

function Part(props: { readonly title: string; readonly open: boolean; readonly children: ReactNode }) {
  const { title, open, children } = props
  return (
    <details className="more" open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  )
}

/** The current password: asked for by several forms of one page. */
function Password({ id, label }: { readonly id: string; readonly label: string }) {
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={256}
        required
      />
    </div>
  )
}

export function ConfirmAddressView(props: {
  readonly visit: Visit
  readonly email: string
  readonly problem: string | null
  readonly demo: boolean
}) {
  const { visit, email, problem, demo } = props
  const { accountPage: text, entry } = visit.words
  return (
    <Frame visit={visit} title={text.confirmEmail}>
      <Title text={text.confirmEmail} />
      <Problem text={problem} />
      {problem === null && (
        <Note title={entry.codeSent}>
          <p>{entry.codeSentText(email)}</p>
        </Note>
      )}
      {demo && (
        <a className="btn plain" href="/demo/mailbox" target="_blank" rel="noopener">
          {entry.mailbox}
        </a>
      )}
      <section className="panel">
        <Form visit={visit} action="/account/email/confirm">
          <Field name="email" kind="email" label={text.newEmail} value={email} readOnly />
          <Field name="code" kind="code" label={entry.code} />
          <button className="btn" type="submit">
            {text.confirmEmail}
          </button>
        </Form>
      </section>
    </Frame>
  )
}
