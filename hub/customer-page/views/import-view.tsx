import { type ImportName, importNames, scanTextOf } from '../import-rule.ts'
import type { ServerAddress } from '../ports.ts'
import type { Visit } from '../visit.ts'
import { Frame } from './frame.tsx'
import { type ImportSet, WayOut } from './import-panel.tsx'
import { CopyField, Note, Title } from './parts.tsx'
import { QrCode } from './qr-code.tsx'

export interface ImportProps {
  readonly visit: Visit
  readonly imports: ImportSet
  readonly chosen: ImportName
  /** The user's servers, for the links of each; of other ways none. */
  readonly servers: readonly ServerAddress[]
  /** Whose picture is shown. */
  readonly serverIndex: number
}

/** One client at a time: one tap, a picture to scan, the link to copy, and what to do where nothing happens. */
export function ImportView(props: ImportProps) {
  const { visit, imports, chosen } = props
  const text = visit.words.importPage
  return (
    <Frame visit={visit} title={text.title}>
      <Title text={text.title} lead={text.lead} />
      <nav aria-label={text.clients}>
        <ul className="chips">
          {importNames.map(name => (
            <li key={name}>
              <a
                className="chip"
                href={`/home/import?client=${name}`}
                {...(name === chosen ? { 'aria-current': 'page' as const } : {})}
              >
                {nameOf(visit, imports, name)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <section className="panel">
        <h2>{nameOf(visit, imports, chosen)}</h2>
        <p className="muted">{text.hints[chosen]}</p>
        {chosen === 'ss' ? <Servers {...props} /> : <Way {...props} />}
      </section>
      <p className="small muted tight">{text.secret}</p>
    </Frame>
  )
}

function nameOf({ words }: Visit, { imports }: ImportSet, name: ImportName): string {
  if (name === 'ss' || name === 'sip008' || name === 'base64') return words.importPage.names[name]
  return imports.find(({ format }) => format === name)?.client ?? 'Outline'
}

function Way({ visit, imports, chosen }: ImportProps) {
  const text = visit.words.importPage
  const app = imports.imports.find(({ format }) => format === chosen)
  if (app === undefined && chosen === 'outline') return <Note level="warn">{text.needsHttps}</Note>
  const name = nameOf(visit, imports, chosen)
  const address = chosen === 'outline' && app !== undefined ? app.href : `${imports.link}/${chosen}`
  return (
    <>
      {app !== undefined && visit.inWechat && <WayOut visit={visit} />}
      {app !== undefined && !visit.inWechat && (
        <a className="btn" href={app.href}>
          {text.oneTap}
        </a>
      )}
      <h3 className="gap">{text.scan}</h3>
      <QrCode text={app === undefined ? address : scanTextOf(app)} label={text.qrLabel(name)} />
      <div className="gap">
        <CopyField id="link" label={text.address(name)} value={address} visit={visit} />
      </div>
    </>
  )
}

/** Clients show a flag before the name; not every browser can. */
const plainName = ({ name }: ServerAddress): string => name.replace(/^[\u{1f1e6}-\u{1f1ff}]{2}\s*/u, '')

function Servers({ visit, servers, serverIndex }: ImportProps) {
  const text = visit.words.importPage
  const shown = servers[serverIndex] ?? servers[0]
  if (shown === undefined) return <Note>{text.noServers}</Note>
  return (
    <>
      <h3>{plainName(shown)}</h3>
      <QrCode text={shown.uri} label={text.qrLabel(plainName(shown))} />
      {servers.map((server, index) => (
        <div className="gap" key={server.uri}>
          <CopyField id={`server-${index}`} label={plainName(server)} value={server.uri} visit={visit} />
          {server !== shown && (
            <a className="tall small" href={`/home/import?client=ss&server=${index}`}>
              {text.showQr}
              <span className="hidden">{plainName(server)}</span>
            </a>
          )}
        </div>
      ))}
    </>
  )
}
