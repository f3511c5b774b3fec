import type { Home } from '../read-home.ts'
import type { Visit } from '../visit.ts'
import { DayChart } from './day-chart.tsx'
import { Frame } from './frame.tsx'
import { HomeNews } from './home-news.tsx'
import type { HomeProps } from './home-props.ts'
import { ImportPanel } from './import-panel.tsx'
import { Invite } from './invite.tsx'
import { OrderList } from './order-view.tsx'
import { Facts, Note, Tag, Written } from './parts.tsx'
import { Ring } from './ring.tsx'

/** The customer's own page: first how much is left and for how long. */
export function HomeView(props: HomeProps) {
  const { visit, home, imports, orders, pending, notices, support, invitation, rotated } = props
  const { words } = visit
  const { homePage } = words
  const hasPlan = home.state !== 'no_plan'
  const runs = home.state === 'open' || home.state === 'pending'
  const told = notices.filter(({ level }) => level === 'info')
  return (
    <Frame visit={visit} title={homePage.title} layout="home">
      <h1 className="hidden">{homePage.title}</h1>
      <HomeNews {...props} />
      {rotated && <Note level="ok">{homePage.rotated}</Note>}
      <div className="col">
        {hasPlan && <Standing visit={visit} home={home} />}
        {pending !== null && (
          <a className="btn" href={`/orders/${pending.number}`}>
            {homePage.payNow}
          </a>
        )}
        {home.state !== 'suspended' && (
          <a className={pending !== null || runs ? 'btn plain' : 'btn'} href="/buy">
            {homePage[buyWords[home.state]]}
          </a>
        )}
        {hasPlan && imports !== null && (
          <ImportPanel visit={visit} imports={imports} isFirst={runs && pending === null} />
        )}
      </div>
      <div className="col">
        {hasPlan && (
          <section className="panel">
            <h2>{homePage.chart}</h2>
            <DayChart visit={visit} days={home.days} />
            <History visit={visit} home={home} />
          </section>
        )}
        {hasPlan && <Nodes visit={visit} home={home} />}
        <section className="panel">
          <h2>{homePage.orders}</h2>
          <OrderList visit={visit} orders={orders} />
          {orders.length > 2 && (
            <a className="more" href="/orders">
              {homePage.allOrders}
            </a>
          )}
        </section>
        {invitation !== null && (
          <section className="panel">
            <h2>{homePage.invite}</h2>
            <Invite visit={visit} invitation={invitation} />
          </section>
        )}
        {told.length > 0 && (
          <section className="panel">
            <h2>{homePage.notices}</h2>
            {told.map(({ id, title, text, at }) => (
              <div key={id} className="prose">
                <h3>
                  {title}
                  <small>{visit.amounts.near(at, visit.now)}</small>
                </h3>
                <p>
                  <Written text={text} />
                </p>
              </div>
            ))}
          </section>
        )}
        {support !== null && (
          <section className="panel">
            <h2>{homePage.support}</h2>
            <p className="prose tight">
              <Written text={support} />
            </p>
          </section>
        )}
      </div>
    </Frame>
  )
}

/** What buying is called, by what he lacks. */
const buyWords = {
  open: 'renew',
  pending: 'renew',
  exhausted: 'addon',
  expired: 'renewPlan',
  suspended: 'renew',
  no_plan: 'buyPlan',
} as const

const levels = {
  open: 'ok',
  pending: 'warn',
  exhausted: 'bad',
  expired: 'bad',
  suspended: 'bad',
  no_plan: '',
} as const

function Standing({ visit, home }: { readonly visit: Visit; readonly home: Home }) {
  const { words, amounts, now } = visit
  const { homePage } = words
  const { left, granted, state, expiresAt, resetsAt, lastsUntil } = home
  const isOver = state === 'expired'
  const shown = isOver ? 0 : left
  const share = shown === null ? 1 : granted === null || granted === 0 ? 0 : shown / granted
  const lasts = lastsUntil === null ? null : lastsUntil >= (resetsAt ?? expiresAt ?? 0)
  return (
    <section className="panel ring">
      <div className="gauge">
        <Ring
          share={share}
          label={homePage.left}
          level={share <= 0.05 ? 'bad' : share <= 0.2 ? 'warn' : ''}
        />
        <div>
          <div className="big">{shown === null ? homePage.unlimited : amounts.bytes(shown)}</div>
          {shown !== null && <p>{homePage.leftOf(amounts.bytes(granted))}</p>}
          <Tag level={levels[state]} text={homePage.state[state]} />
        </div>
      </div>
      <Facts
        rows={[
          resetsAt === null
            ? null
            : [homePage.resets, `${amounts.shortDay(resetsAt)} · ${amounts.within(resetsAt, now)}`],
          expiresAt === null ? null : [homePage.expires, amounts.end(expiresAt)],
          state !== 'open' || left === null
            ? null
            : [
                homePage.pace,
                lasts === null || lastsUntil === null
                  ? homePage.paceUnknown
                  : lasts
                    ? resetsAt === null
                      ? homePage.paceLastsPlan
                      : homePage.paceLasts
                    : homePage.paceUntil(amounts.shortDay(lastsUntil)),
              ],
        ]}
      />
    </section>
  )
}

const loadLevels = { idle: 'ok', normal: 'ok', busy: 'warn', down: 'bad' } as const

function Nodes({ visit, home }: { readonly visit: Visit; readonly home: Home }) {
  const { homePage } = visit.words
  return (
    <section className="panel">
      <h2>{homePage.nodes}</h2>
      {home.nodes.length === 0 ? (
        <p className="muted tight">{homePage.nodesEmpty}</p>
      ) : (
        <ul className="list">
          {home.nodes.map(({ name, country, load }) => (
            <li key={name}>
              <span>
                <span className="cc">{country}</span>
                {name}
              </span>
              <Tag level={loadLevels[load]} text={homePage.load[load]} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function History({ visit, home }: { readonly visit: Visit; readonly home: Home }) {
  const { words, amounts } = visit
  const { homePage } = words
  return (
    <details className="more">
      <summary>{homePage.history}</summary>
      {home.cycles.length === 0 ? (
        <p className="muted tight">{homePage.historyEmpty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className="scroll" tabIndex={0} aria-label={homePage.history}>
          <table>
            <thead>
              <tr>
                <th scope="col">{homePage.period}</th>
                <th scope="col">{homePage.upload}</th>
                <th scope="col">{homePage.download}</th>
                <th scope="col">{homePage.charged}</th>
              </tr>
            </thead>
            <tbody>
              {home.cycles.map(cycle => (
                <tr key={cycle.cycleId}>
                  <td>{`${amounts.shortDay(cycle.startsAt)} – ${amounts.shortDay(cycle.endsAt - 1)}`}</td>
                  <td>{amounts.bytes(cycle.upload)}</td>
                  <td>{amounts.bytes(cycle.download)}</td>
                  <td>{amounts.bytes(cycle.charged)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  )
}
