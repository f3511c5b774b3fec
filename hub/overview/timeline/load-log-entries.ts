import { In } from 'typeorm'
import { type MailOutboxRow, mailOutboxEntity } from '../../db/entities/mail.ts'
import { auditEntity } from '../../db/entities/system.ts'
import { changedFields, reasonIn } from './audited-rule.ts'
import type { EntryOf, LoadEntries } from './timeline-source.ts'

export const loadAudit: LoadEntries = async (tx, _userId, moments) => {
  const entries = await tx.manager.findBy(auditEntity, { number: In(moments.map(({ id }) => id)) })
  return new Map(
    entries.map(({ number, at, action, actor, before, after }) => [
      number,
      {
        ...{
          id: `operator.acted:${number}`,
          kind: 'operator.acted',
          at,
          link: { kind: 'audit', id: number },
        },
        facts: { action, actor, reason: reasonIn(after), changed: changedFields(before, after) },
      } satisfies EntryOf<'operator.acted'>,
    ]),
  )
}

type MailKind = EntryOf<'mail.queued'>['kind']

const timeOf: Readonly<Record<MailKind, (row: MailOutboxRow) => number | null>> = {
  'mail.queued': row => row.createdAt,
  'mail.sent': row => row.sentAt,
  'mail.failed': row => row.dueAt,
}

export const loadMail =
  (kind: MailKind): LoadEntries =>
  async (tx, _userId, moments) => {
    const rows = await tx.manager.findBy(mailOutboxEntity, { id: In(moments.map(({ id }) => id)) })
    return new Map(
      rows.map(row => {
        const { id, template, lastError } = row
        return [
          id,
          {
            ...{ id: `${kind}:${id}`, kind, at: timeOf[kind](row) ?? 0, link: { kind: 'mail', id } },
            facts: { template, problem: kind === 'mail.sent' ? '' : lastError },
          } satisfies EntryOf<MailKind>,
        ]
      }),
    )
  }
