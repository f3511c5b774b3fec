import { recordAudit } from '../../audit/record-audit.ts'
import type { NoticeView, SiteTextView } from '../../contract/admin/content.ts'
import type { Instant } from '../../contract/primitives.ts'
import {
  type NoticeRow,
  noticeEntity,
  type SiteTextRow,
  siteTextEntity,
} from '../../db/entities/customers.ts'
import { lockRows } from '../../db/lock-rows.ts'
import type { Database } from '../../db/transaction.ts'
import { announce } from '../../events/announce.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { Clock } from '../../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack, succeed } from '../../kernel/outcome.ts'
import type { Content } from '../ports.ts'
import { defaultTexts } from './default-texts.ts'

interface Deps {
  readonly database: Database
  readonly clock: Clock
}

const names = ['terms', 'privacy', 'support'] as const
type Name = (typeof names)[number]

const defaultOf = (name: Name) => (name === 'support' ? { zh: '', en: '' } : defaultTexts[name])

/** What operators wrote, as customers read it. A text that is missing in one language is shown in the other. */
export function createContent(deps: Deps): Content {
  return {
    async notices(locale) {
      const now = deps.clock.now()
      const rows = await deps.database.inTransaction(tx =>
        tx.manager
          .createQueryBuilder(noticeEntity, 'notice')
          .where('notice.showFrom <= :now AND (notice.showUntil IS NULL OR notice.showUntil > :now)', { now })
          .orderBy('notice.id', 'DESC')
          .take(5)
          .getMany(),
      )
      const pick = (text: NoticeRow['text']) => text[locale] || text.zh || text.en
      return rows.map(({ id, level, title, text, showFrom }) => ({
        ...{ id, level, title: pick(title), text: pick(text) },
        at: showFrom as Instant,
      }))
    },
    async siteText(name, locale) {
      const row = await deps.database.inTransaction(tx => tx.manager.findOneBy(siteTextEntity, { name }))
      const text = row ?? defaultOf(name)
      return text[locale] || text.zh || text.en || null
    },
  }
}

const viewNotice = (row: NoticeRow): NoticeView => ({
  ...row,
  showFrom: row.showFrom as Instant,
  showUntil: row.showUntil as Instant | null,
  createdAt: row.createdAt as Instant,
})

/** A page of notices, newest first, those of the past too. */
export function listNotices(
  deps: Deps,
  query: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ items: NoticeView[]; next: string | null }> {
  return deps.database.inTransaction(async tx => {
    const before = /^\d{1,15}$/.test(query.after ?? '') ? Number(query.after) : Number.MAX_SAFE_INTEGER
    const rows = await tx.manager
      .createQueryBuilder(noticeEntity, 'notice')
      .where('notice.id < :before', { before })
      .orderBy('notice.id', 'DESC')
      .take(query.limit + 1)
      .getMany()
    const page = rows.slice(0, query.limit)
    return {
      items: page.map(viewNotice),
      next: rows.length > query.limit ? String(page.at(-1)?.id) : null,
    }
  })
}

export type NoticeInput = Pick<NoticeRow, 'level' | 'title' | 'text' | 'showUntil'> & {
  readonly showFrom: number | null
}

/** Shows a notice on every customer's home, from now where no beginning is given. */
export async function createNotice(
  deps: Deps,
  input: NoticeInput,
  actor: Actor,
): Promise<Outcome<NoticeView>> {
  const at = deps.clock.now()
  const row = { ...input, showFrom: input.showFrom ?? at, createdAt: at, version: 1 }
  return deps.database.inTransaction(async tx => {
    const inserted = await tx.manager.insert(noticeEntity, row)
    const notice: NoticeRow = { ...row, id: Number(inserted.identifiers[0]?.['id']) }
    await tell(tx, { at, actor, action: 'notice.create', id: notice.id, before: null, after: notice })
    return succeed(viewNotice(notice))
  })
}

/** Fails with `notice_not_found` and `changed_meanwhile`. */
export function editNotice(
  deps: Deps,
  edit: NoticeInput & { readonly noticeId: number; readonly version: number },
  actor: Actor,
): Promise<Outcome<NoticeView>> {
  const { noticeId, version, ...input } = edit
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const [before] = await lockRows(tx, noticeEntity, [noticeId])
      if (before === undefined) throw new RolledBack(fail('notice_not_found', { noticeId }))
      if (before.version !== version) {
        throw new RolledBack(fail('changed_meanwhile', { current: viewNotice(before) }))
      }
      const after = { ...before, ...input, showFrom: input.showFrom ?? before.showFrom, version: version + 1 }
      await tx.manager.update(noticeEntity, { id: noticeId }, after)
      await tell(tx, { at, actor, action: 'notice.edit', id: noticeId, before, after })
      return viewNotice(after)
    }),
  )
}

/** Fails with `notice_not_found`. */
export function removeNotice(
  deps: Deps,
  { noticeId }: { readonly noticeId: number },
  actor: Actor,
): Promise<Outcome<Record<string, never>>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const [before] = await lockRows(tx, noticeEntity, [noticeId])
      if (before === undefined) throw new RolledBack(fail('notice_not_found', { noticeId }))
      await tx.manager.delete(noticeEntity, { id: noticeId })
      const at = deps.clock.now()
      await tell(tx, { at, actor, action: 'notice.remove', id: noticeId, before, after: null })
      return {}
    }),
  )
}

async function tell(
  tx: Parameters<typeof recordAudit>[0],
  change: {
    readonly at: Instant
    readonly actor: Actor
    readonly action: string
    readonly id: number
    readonly before: NoticeRow | null
    readonly after: NoticeRow | null
  },
): Promise<void> {
  const { at, actor, action, id, before, after } = change
  await announce(tx, { at, kind: 'content.changed', subject: { noticeId: id } })
  await recordAudit(tx, {
    ...{ at, actor, action, subject: `notice:${id}` },
    before: before === null ? null : { ...before },
    after: after === null ? null : { ...after },
  })
}

const viewText = (name: Name, row: SiteTextRow | null): SiteTextView => ({
  name,
  ...{ zh: row?.zh ?? defaultOf(name).zh, en: row?.en ?? defaultOf(name).en },
  isDefault: row === null,
  version: row?.version ?? 0,
})

/** The three texts, each as it is shown. */
export function listSiteTexts(deps: Deps): Promise<{ items: SiteTextView[] }> {
  return deps.database.inTransaction(async tx => {
    const rows = await tx.manager.find(siteTextEntity)
    return { items: names.map(name => viewText(name, rows.find(row => row.name === name) ?? null)) }
  })
}

/** Replaces a text; `version` 0 where the default is shown. Fails with `changed_meanwhile`. */
export function editSiteText(
  deps: Deps,
  edit: { readonly name: Name; readonly zh: string; readonly en: string; readonly version: number },
  actor: Actor,
): Promise<Outcome<SiteTextView>> {
  const { name, zh, en, version } = edit
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const at = deps.clock.now()
      const before = await tx.manager.findOneBy(siteTextEntity, { name })
      if ((before?.version ?? 0) !== version) {
        throw new RolledBack(fail('changed_meanwhile', { current: viewText(name, before) }))
      }
      const row: SiteTextRow = { name, zh, en, changedAt: at, version: version + 1 }
      if (before === null) await tx.manager.insert(siteTextEntity, row)
      else await tx.manager.update(siteTextEntity, { name, version }, row)
      await announce(tx, { at, kind: 'content.changed', subject: { text: name } })
      await recordAudit(tx, {
        ...{ at, actor, action: 'text.edit', subject: `text:${name}` },
        before: before === null ? null : { zh: before.zh, en: before.en },
        after: { zh, en },
      })
      return viewText(name, row)
    }),
  )
}
