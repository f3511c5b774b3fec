import type { Instant } from '../contract/primitives.ts'
import { integerIn, integerOrNullIn, type RawRow, textIn } from '../db/raw-row.ts'
import { type Database, rowsOf } from '../db/transaction.ts'
import type { Vault } from '../secrets/vault.ts'
import { type FrameDeps, type FrameOf, readFrame } from './letter-frame.ts'
import { type RenderedMail, renderLetter } from './render-letter.ts'
import { openContent } from './send-due-mail.ts'

export interface MailboxDeps extends FrameDeps {
  readonly database: Database
  readonly vault: Pick<Vault, 'open' | 'hash'>
}

/** A message as its recipient would get it. */
export interface MailboxMail extends RenderedMail {
  readonly id: number
  readonly at: Instant
  readonly to: string
}

const shownMost = 100
const columns = 'id, userId, template, locale, recipient, paramsSecret, createdAt'

/** The newest messages of a demo, which sends none. Only the demo may show this: it holds everybody's codes. */
export function listMailbox(deps: MailboxDeps): Promise<MailboxMail[]> {
  return deps.database.inTransaction(async tx => {
    const frameOf = await readFrame(deps, tx)
    const rows = rowsOf(
      await tx.query(
        `SELECT ${columns} FROM mail_outbox WHERE state IN ('waiting', 'kept') AND paramsSecret <> '' ORDER BY id DESC LIMIT ${shownMost}`,
      ),
    )
    return rows.flatMap(row => shown(deps, frameOf, row) ?? [])
  })
}

/** One of them; null where there is none. */
export function readMailboxMail(deps: MailboxDeps, id: number): Promise<MailboxMail | null> {
  return deps.database.inTransaction(async tx => {
    const frameOf = await readFrame(deps, tx)
    const [row] = rowsOf(
      await tx.query(
        `SELECT ${columns} FROM mail_outbox WHERE id = ? AND state IN ('waiting', 'kept') AND paramsSecret <> ''`,
        [id],
      ),
    )
    return row === undefined ? null : shown(deps, frameOf, row)
  })
}

function shown(deps: MailboxDeps, frameOf: FrameOf, row: RawRow): MailboxMail | null {
  const mail = { template: textIn(row, 'template'), paramsSecret: textIn(row, 'paramsSecret') }
  const content = openContent(deps.vault, mail)
  if (content === null) return null
  const frame = frameOf(content.template, integerOrNullIn(row, 'userId'))
  return {
    ...renderLetter(content, textIn(row, 'locale') === 'en' ? 'en' : 'zh', frame),
    id: integerIn(row, 'id'),
    at: integerIn(row, 'createdAt') as Instant,
    to: textIn(row, 'recipient'),
  }
}
