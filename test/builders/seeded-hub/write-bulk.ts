import { packUserIds } from '../../../hub/bulk/user-ids-rule.ts'
import { bulkActionEntity, bulkItemEntity, bulkPartEntity } from '../../../hub/db/entities/bulk.ts'
import type { Life } from './life.ts'
import { dayMs } from './local-calendar.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedLog } from './seed-log.ts'
import type { SeedWorld } from './seed-world.ts'

const mostWritten = 250

/** Messages to many, long sent and forgotten by the outbox: the one thing done to many that leaves the books alone. */
export function writeBulk(world: SeedWorld, sink: RowSink, log: SeedLog, lives: readonly Life[]): void {
  const messages = [
    [48, '香港线路维护', '本周六凌晨两点至三点，香港节点维护，请提前更换节点。'],
    [40, 'New nodes in Taiwan', 'Every plan may use them. Update your subscription to see them.'],
  ] as const
  for (const [i, [daysAgo, subject, text]] of messages.entries()) {
    const [id, at] = [i + 1, world.now - daysAgo * dayMs]
    const known = lives.filter(life => life.createdAt < at && (life.deletedAt ?? Infinity) > at)
    const users = known.slice(0, mostWritten)
    const mute = users.filter(life => life.id % 29 === 0)
    const action = { kind: 'message', subject, text } as const
    sink.add(bulkActionEntity, {
      ...{ id, kind: 'message', state: 'done', action, selection: { by: 'filter', filter: {}, except: [] } },
      ...{ undoOf: null, reason: '', users: users.length, done: users.length - mute.length },
      ...{
        skipped: mute.length,
        undone: 0,
        doneUntil: users.at(-1)?.id ?? 0,
        cancelAskedAt: null,
        problem: '',
      },
      actor: { kind: 'operator', id: 2, name: 'Wang Min', role: 'admin' },
      ...{ createdAt: at, startedAt: at + 1_400, finishedAt: at + 2_900 },
    })
    for (const [part, data] of packUserIds(users.map(life => life.id)).entries()) {
      sink.add(bulkPartEntity, { bulkId: id, part, data })
    }
    for (const life of users) {
      const why = mute.includes(life) ? 'no_address' : ''
      sink.add(bulkItemEntity, {
        ...{ bulkId: id, userId: life.id, state: why === '' ? 'done' : 'skipped', why },
        ...{ at: at + 1_400, facts: {}, undoneAt: null },
      })
    }
    const after = { action, users: users.length, onChange: 'refuse' }
    const deed = { at, actor: 'operator:2 Wang Min', action: 'bulk.run', subject: `bulk:${id}` }
    log.deeds.push({ ...deed, before: null, after })
  }
}
