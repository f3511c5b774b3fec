import type { ImportLink } from '../../subscriptions/build-import-links.ts'
import { usualClient } from '../import-rule.ts'
import type { Visit } from '../visit.ts'
import { CopyField, Form, Note } from './parts.tsx'

export interface ImportSet {
  /** The subscription's address without format. */
  readonly link: string
  readonly imports: readonly ImportLink[]
}

/** From here into a client: one tap, or the link to copy; pictures and other formats have a page of their own. */
export function ImportPanel(props: {
  readonly visit: Visit
  readonly imports: ImportSet
  /** Whether this is what the screen is for just now. */
  readonly isFirst: boolean
}) {
  const { visit, imports, isFirst } = props
  const { homePage } = visit.words
  return (
    <section className="panel">
      <h2>{homePage.import}</h2>
      {visit.inWechat ? (
        <WayOut visit={visit} />
      ) : (
        <OneTap visit={visit} imports={imports.imports} isFirst={isFirst} />
      )}
      <div className="gap">
        <CopyField id="link" label={homePage.link} value={imports.link} visit={visit} />
      </div>
      <a className="more" href="/home/import">
        {homePage.otherClients}
      </a>
      <details className="more">
        <summary>{homePage.rotate}</summary>
        <p className="small muted">{homePage.rotateText}</p>
        <Form visit={visit} action="/home/rotate">
          <button className="btn plain" type="submit">
            {homePage.rotate}
          </button>
        </Form>
      </details>
    </section>
  )
}

function OneTap(props: {
  readonly visit: Visit
  readonly imports: readonly ImportLink[]
  readonly isFirst: boolean
}) {
  const { visit, imports, isFirst } = props
  const wanted = usualClient(visit.device)
  const usual = imports.find(({ format }) => format === wanted)
  return (
    <>
      {usual !== undefined && (
        <a className={isFirst ? 'btn' : 'btn plain'} href={usual.href}>
          {visit.words.homePage.importWith(usual.client)}
        </a>
      )}
      <ul className="chips">
        {imports
          .filter(one => one !== usual)
          .map(({ client, href }) => (
            <li key={client}>
              <a className="chip" href={href}>
                {client}
              </a>
            </li>
          ))}
      </ul>
    </>
  )
}

/** WeChat's browser opens no other program. */
export function WayOut({ visit }: { readonly visit: Visit }) {
  const { inWechat, inWechatText } = visit.words.importPage
  return (
    <Note level="warn" title={inWechat}>
      <p>{inWechatText}</p>
    </Note>
  )
}
