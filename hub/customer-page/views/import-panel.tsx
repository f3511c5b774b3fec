import type { ImportLink } from '../../subscriptions/build-import-links.ts'
import type { Visit } from '../visit.ts'
import { CopyField, Form } from './parts.tsx'
import { QrCode } from './qr-code.tsx'

export interface ImportSet {
  /** The subscription's address without format. */
  readonly link: string
  readonly imports: readonly ImportLink[]
}

/** The client that most have on such a device. */
function usualClient({ imports }: ImportSet, onPhone: boolean): ImportLink | undefined {
  const wanted = onPhone ? 'Shadowrocket' : 'Clash / mihomo'
  return imports.find(({ client }) => client === wanted) ?? imports[0]
}

/** From here into a client: one tap, or a link to copy, or a picture to scan. */
export function ImportPanel(props: {
  readonly visit: Visit
  readonly imports: ImportSet
  /** Whether this is what the screen is for just now. */
  readonly isFirst: boolean
}) {
  const { visit, imports, isFirst } = props
  const { homePage } = visit.words
  const usual = usualClient(imports, visit.onPhone)
  return (
    <section className="panel">
      <h2>{homePage.import}</h2>
      {usual !== undefined && (
        <a className={isFirst ? 'btn' : 'btn plain'} href={usual.href}>
          {homePage.importWith(usual.client)}
        </a>
      )}
      <ul className="chips">
        {imports.imports
          .filter(one => one !== usual)
          .map(({ client, href }) => (
            <li key={client}>
              <a className="chip" href={href}>
                {client}
              </a>
            </li>
          ))}
      </ul>
      <details className="more">
        <summary>{homePage.manual}</summary>
        <p className="small muted">{homePage.importLead}</p>
        <CopyField id="link" label={homePage.link} value={imports.link} visit={visit} />
        <div className="gap">
          <QrCode text={imports.link} label={homePage.qrLabel} />
        </div>
        {[
          { client: 'ss://', url: `${imports.link}/plain` },
          { client: 'SIP008', url: `${imports.link}/sip008` },
        ]
          .concat(imports.imports.map(({ client, url }) => ({ client, url })))
          .map(({ client, url }) => (
            <div key={client} className="gap">
              <CopyField id={`link-${client.replace(/\W+/g, '')}`} label={client} value={url} visit={visit} />
            </div>
          ))}
      </details>
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
