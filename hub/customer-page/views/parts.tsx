import type { ReactNode } from 'react'
import { parseLinks } from '../parse-links.ts'
import type { Visit } from '../visit.ts'

/** The head of a screen. */
export function Title({ text, lead }: { readonly text: string; readonly lead?: string }) {
  return (
    <div className="title">
      <h1>{text}</h1>
      {lead !== undefined && <p>{lead}</p>}
    </div>
  )
}

/** Something to know: what it is, and what to do next. */
export function Note(props: {
  readonly level?: 'info' | 'ok' | 'warn' | 'bad'
  readonly title?: string
  readonly children?: ReactNode
}) {
  const { level = 'info', title, children } = props
  return (
    <div className={`note ${level}`} role={level === 'bad' ? 'alert' : 'status'}>
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  )
}

/** What was wrong with a form; nothing where nothing was. */
export function Problem({ text }: { readonly text: string | null }) {
  return text === null ? null : (
    <Note level="bad">
      <p>{text}</p>
    </Note>
  )
}

/** A form that changes something: by POST, with its signed value. */
export function Form(props: {
  readonly visit: Visit
  readonly action: string
  readonly children: ReactNode
}) {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="csrf" value={props.visit.csrf} />
      {props.children}
    </form>
  )
}

type FieldKind = 'email' | 'password' | 'new-password' | 'code' | 'text' | 'number'

const fieldAttributes = {
  email: { type: 'email', autoComplete: 'username', inputMode: 'email', maxLength: 254 },
  password: { type: 'password', autoComplete: 'current-password', maxLength: 256 },
  'new-password': { type: 'password', autoComplete: 'new-password', minLength: 10, maxLength: 256 },
  code: {
    type: 'text',
    autoComplete: 'one-time-code',
    inputMode: 'numeric',
    maxLength: 12,
    className: 'code',
  },
  text: { type: 'text', autoComplete: 'off', maxLength: 64 },
  number: { type: 'number', inputMode: 'numeric', min: 1 },
} as const

/** A labelled field. */
export function Field(props: {
  readonly name: string
  readonly label: string
  readonly kind: FieldKind
  readonly value?: string
  readonly hint?: string
  readonly optional?: boolean
  readonly readOnly?: boolean
  readonly max?: number
}) {
  const { name, label, kind, value, hint, optional = false, readOnly = false, max } = props
  const id = `f-${name}`
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        {...fieldAttributes[kind]}
        {...(value === undefined ? {} : { defaultValue: value })}
        {...(max === undefined ? {} : { max })}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        readOnly={readOnly}
        required={!optional}
      />
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** Pairs of name and value; a `null` row is left out. */
export function Facts(props: {
  readonly rows: readonly (readonly [name: string, value: ReactNode, kind?: 'sum'] | null)[]
}) {
  return (
    <dl className="facts">
      {props.rows
        .filter(row => row !== null)
        .map(([name, value, kind]) => (
          <div key={name} className={kind}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** A text that somebody wrote, with what is an address to be tapped. */
export function Written({ text }: { readonly text: string }) {
  let at = 0
  return parseLinks(text).map(part => {
    at += part.text.length
    return part.href === null ? (
      part.text
    ) : (
      <a key={at} href={part.href} rel="noopener noreferrer">
        {part.text}
      </a>
    )
  })
}

/** A state, by colour and word. */
export function Tag({ level, text }: { readonly level: 'ok' | 'warn' | 'bad' | ''; readonly text: string }) {
  return <span className={`tag ${level}`.trim()}>{text}</span>
}

/** Something to copy, in a field that can be selected where there is no script. */
export function CopyField(props: {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly visit: Visit
}) {
  const { id, label, value, visit } = props
  const { copy, copied } = visit.words.homePage
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <div className="copy">
        <input id={id} type="text" defaultValue={value} readOnly />
        <button type="button" className="btn plain js-only" data-copy={id} data-done={copied}>
          {copy}
        </button>
      </div>
    </div>
  )
}
