import type { InviteTerms } from '../ports.ts'
import type { Visit } from '../visit.ts'
import type { Invitation } from './home-props.ts'
import { CopyField, Tag } from './parts.tsx'

const levels = { waiting: '', held: 'warn', granted: 'ok', taken_back: '', none: '' } as const

/** The link for friends, what it brings, and who came by it: by day alone, without a name. */
export function Invite({ visit, invitation }: { readonly visit: Visit; readonly invitation: Invitation }) {
  const { words, amounts, now } = visit
  const { homePage } = words
  const { link, terms, people } = invitation
  return (
    <>
      <p className="muted">{promiseOf(visit, terms)}</p>
      <CopyField id="invite-link" label={homePage.inviteCode} value={link} visit={visit} />
      {people.length === 0 ? (
        <p className="small muted gap tight">{homePage.invited(0)}</p>
      ) : (
        <details className="more">
          <summary>{homePage.invited(people.length)}</summary>
          <ul className="list">
            {people.map(({ at, state }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else, and are drawn once
              <li key={index}>
                <span>{amounts.near(at, now)}</span>
                <Tag level={levels[state]} text={homePage.invitedStates[state]} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function promiseOf({ words, amounts }: Visit, { reward, holdDays }: InviteTerms): string {
  const { homePage } = words
  if (reward.kind === 'none') return homePage.inviteOnly
  const what =
    reward.kind === 'days'
      ? homePage.rewardDays(reward.days)
      : reward.kind === 'bytes'
        ? homePage.rewardBytes(amounts.bytes(reward.bytes))
        : homePage.rewardPercent(reward.percent)
  return homePage.inviteReward(what, holdDays)
}
