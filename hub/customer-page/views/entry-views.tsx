import type { ReactNode } from 'react'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { Field, Form, Note, Problem, Title } from './parts.tsx'

interface EntryProps {
  readonly visit: Visit
  readonly problem: string | null
}

function Screen(
  props: EntryProps & { readonly title: string; readonly lead?: string; readonly children: ReactNode },
) {
  const { visit, problem, title, lead, children } = props
  return (
    <Frame visit={visit} title={title}>
      <Title text={title} {...(lead === undefined ? {} : { lead })} />
      <Problem text={problem} />
      {children}
    </Frame>
  )
}

const Submit = ({ text }: { readonly text: string }) => (
  <button className="btn" type="submit">
    {text}
  </button>
)

export function SignInView(
  props: EntryProps & {
    readonly said: 'reset' | 'signed-out' | 'closed' | null
    readonly next: string
    readonly email: string
  },
) {
  const { visit, problem, said, next, email } = props
  const { words } = visit
  const { entry } = words
  const news = { reset: entry.resetDone, 'signed-out': entry.signedOut, closed: entry.closed }
  return (
    <Screen {...props} title={words.signIn}>
      {said !== null && <Note level="ok">{news[said]}</Note>}
      {problem === null && said === null && next.startsWith('/buy') && <Note>{entry.toBuy}</Note>}
      <div className="panel">
        <Form visit={visit} action="/sign-in">
          <input type="hidden" name="next" value={next} />
          <Field name="email" kind="email" label={entry.email} value={email} />
          <Field name="password" kind="password" label={entry.password} />
          <Submit text={words.signIn} />
        </Form>
      </div>
      <div className="row">
        <a className="btn plain" href={withNext('/register', next)}>
          {words.register}
        </a>
        <a className="btn plain" href="/reset">
          {entry.forgot}
        </a>
      </div>
    </Screen>
  )
}

/** Keeps where somebody was going. */
const withNext = (path: string, next: string): string =>
  next === '/home' ? path : `${path}?next=${encodeURIComponent(next)}`

export function RegisterView(
  props: EntryProps & {
    readonly needsInvitation: boolean
    readonly email: string
    readonly invite: string
    readonly next: string
  },
) {
  const { visit, needsInvitation, email, invite, next } = props
  const { words } = visit
  const { entry } = words
  return (
    <Screen {...props} title={entry.registerTitle} lead={entry.registerLead}>
      <div className="panel">
        <Form visit={visit} action="/register">
          <input type="hidden" name="next" value={next} />
          <Field name="email" kind="email" label={entry.email} value={email} />
          <Field
            name="invite"
            kind="text"
            label={needsInvitation ? entry.invite : entry.inviteOptional}
            value={invite}
            optional={!needsInvitation}
          />
          <Submit text={entry.sendCode} />
          <p className="small muted tight">
            {entry.agree} <a href="/terms">{words.terms}</a> {entry.and}{' '}
            <a href="/privacy">{words.privacy}</a>
          </p>
        </Form>
      </div>
      <p className="center muted tight">
        {entry.haveAccount} <a href={withNext('/sign-in', next)}>{words.signIn}</a>
      </p>
    </Screen>
  )
}

interface CodeProps extends EntryProps {
  readonly email: string
  readonly demo: boolean
}

/** What came by mail, and a password. */
function CodeForm(
  props: CodeProps & {
    readonly action: string
    readonly submit: string
    readonly sent: string
    readonly password: string
    readonly children?: ReactNode
  },
) {
  const { visit, problem, email, demo, action, submit, sent, password, children } = props
  const { entry } = visit.words
  return (
    <>
      {problem === null && (
        <Note title={entry.codeSent}>
          <p>{sent}</p>
        </Note>
      )}
      {demo && (
        <a className="btn plain" href="/demo/mailbox" target="_blank" rel="noopener">
          {entry.mailbox}
        </a>
      )}
      <div className="panel">
        <Form visit={visit} action={action}>
          <Field name="email" kind="email" label={entry.email} value={email} readOnly />
          <Field name="code" kind="code" label={entry.code} />
          <Field name="password" kind="new-password" label={password} hint={entry.passwordHint} />
          {children}
          <Submit text={submit} />
        </Form>
      </div>
    </>
  )
}

export function FinishRegisterView(props: CodeProps & { readonly invite: string; readonly next: string }) {
  const { visit, email, invite, next } = props
  const { entry } = visit.words
  return (
    <Screen {...props} title={entry.registerTitle}>
      <CodeForm
        {...props}
        action="/register/finish"
        submit={entry.finishRegister}
        sent={entry.codeSentText(email)}
        password={entry.choosePassword}
      >
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="invite" value={invite} />
      </CodeForm>
      <p className="center tight">
        <a href={withNext('/register', next)}>{entry.again}</a>
      </p>
    </Screen>
  )
}

export function ResetView(props: EntryProps) {
  const { visit } = props
  const { entry } = visit.words
  return (
    <Screen {...props} title={entry.resetTitle} lead={entry.resetLead}>
      <div className="panel">
        <Form visit={visit} action="/reset">
          <Field name="email" kind="email" label={entry.email} />
          <Submit text={entry.sendCode} />
        </Form>
      </div>
    </Screen>
  )
}

export function SetPasswordView(props: CodeProps) {
  const { entry } = props.visit.words
  return (
    <Screen {...props} title={entry.resetTitle}>
      <CodeForm
        {...props}
        action="/reset/finish"
        submit={entry.setPassword}
        sent={entry.resetSentText(props.email)}
        password={entry.newPassword}
      />
      <p className="center tight">
        <a href="/reset">{entry.again}</a>
      </p>
    </Screen>
  )
}
