import type { HomeProps } from './home-props.ts'
import { Note } from './parts.tsx'

/** What needs the customer, the most urgent first: why he cannot connect, and what he can do about it. */
export function HomeNews({
  visit,
  home,
  pending,
  notices,
}: Pick<HomeProps, 'visit' | 'home' | 'pending' | 'notices'>) {
  const { amounts, words } = visit
  const { homePage } = words
  const { state, expiresAt, resetsAt, nodes } = home
  const down = nodes.filter(({ load }) => load === 'down')
  return (
    <>
      {state === 'suspended' && (
        <Note level="bad" title={homePage.suspendedTitle}>
          <p>{homePage.suspendedText}</p>
        </Note>
      )}
      {state === 'expired' && expiresAt !== null && (
        <Note level="bad" title={homePage.expiredTitle}>
          <p>{homePage.expiredText(amounts.end(expiresAt))}</p>
        </Note>
      )}
      {state === 'exhausted' && (
        <Note level="warn" title={homePage.exhaustedTitle}>
          <p>{homePage.exhaustedText(amounts.shortDay(resetsAt ?? expiresAt ?? visit.now))}</p>
        </Note>
      )}
      {state === 'no_plan' && (
        <Note title={homePage.noPlanTitle}>
          <p>{homePage.noPlanText}</p>
        </Note>
      )}
      {pending !== null && (
        <Note level="warn" title={homePage.pendingTitle}>
          <p>
            {homePage.pendingText(pending.number)} ·{' '}
            <a href={`/orders/${pending.number}`}>{homePage.payNow}</a>
          </p>
        </Note>
      )}
      {down.length > 0 && (
        <Note level="warn" title={homePage.nodeDownTitle}>
          <p>{homePage.nodeDownText(down.map(({ name }) => name).join(', '))}</p>
        </Note>
      )}
      {notices
        .filter(({ level }) => level === 'warning')
        .map(({ id, title, text }) => (
          <Note key={id} level="warn" title={title}>
            <p>{text}</p>
          </Note>
        ))}
    </>
  )
}
