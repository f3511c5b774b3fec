import type { HomeProps } from './home-props.ts'
import { orderTitle } from './order-view.tsx'
import { Note, Written } from './parts.tsx'

/** What needs the customer, the most urgent first: why he cannot connect, and what he can do about it. */
export function HomeNews({
  visit,
  home,
  pending,
  notices,
  support,
}: Pick<HomeProps, 'visit' | 'home' | 'pending' | 'notices' | 'support'>) {
  const { amounts, words } = visit
  const { homePage } = words
  const { state, expiresAt, resetsAt, nodes } = home
  const down = nodes.filter(({ load }) => load === 'down')
  return (
    <>
      {state === 'suspended' && (
        <Note level="bad" title={homePage.suspendedTitle}>
          <p>{homePage.suspendedText}</p>
          {support !== null && (
            <p className="prose">
              <Written text={support} />
            </p>
          )}
        </Note>
      )}
      {state === 'expired' && expiresAt !== null && (
        <Note level="bad" title={homePage.expiredTitle}>
          <p>{homePage.expiredText(amounts.end(expiresAt))}</p>
        </Note>
      )}
      {state === 'exhausted' && (
        <Note level="warn" title={homePage.exhaustedTitle}>
          <p>
            {resetsAt === null ? homePage.exhaustedPlan : homePage.exhaustedText(amounts.shortDay(resetsAt))}
          </p>
        </Note>
      )}
      {state === 'no_plan' && pending === null && (
        <Note title={homePage.noPlanTitle}>
          <p>{homePage.noPlanText}</p>
        </Note>
      )}
      {state === 'pending' && (
        <Note title={homePage.state.pending}>
          <p>{homePage.preparingText}</p>
        </Note>
      )}
      {pending !== null && (
        <Note level="warn" title={homePage.pendingTitle}>
          <p>{`${orderTitle(visit, pending)} · ${amounts.yuan(pending.total)}`}</p>
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
            <p className="prose">
              <Written text={text} />
            </p>
          </Note>
        ))}
    </>
  )
}
