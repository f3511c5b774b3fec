import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeAnchor } from '../../../../hub/audit/anchor-store.ts'
import { recordAudit } from '../../../../hub/audit/record-audit.ts'
import { anchorOfBackup } from '../../../../hub/backup/anchor-of-backup.ts'
import { writeRecordedBackup } from '../../../../hub/backup/write-recorded-backup.ts'
import { auditHandlers } from '../../../../hub/http/routes/audit-routes.ts'
import { createVault } from '../../../../hub/secrets/vault.ts'
import { manualClock } from '../../../fakes/manual-clock.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { openTestDatabase } from '../../../harness/open-test-database.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const li = { kind: 'operator', id: 3, name: 'Li', role: 'owner' } as const

forEachEngine('the proof of the audit log', engine => {
  async function aLog() {
    const opened = await openTestDatabase(engine)
    const folder = tempFolder('anchors')
    const { database } = opened
    const clock = manualClock()
    const backups = {
      ...{ database, clock, version: '0.0.0', backupDirectory: folder.path },
      vault: createVault(randomBytes(32)),
    }
    const handlers = auditHandlers({ database, anchorOfBackup: () => anchorOfBackup(backups) })
    const caller = { actor: li } as Parameters<(typeof handlers)['audit.prove']>[1]
    return {
      database,
      folder: folder.path,
      prove: async (query: { number?: number; hash?: string } = {}) =>
        succeeded(await handlers['audit.prove']({ params: {}, query, body: {} }, caller)),
      record: () =>
        database.inTransaction(tx => {
          const entry = { action: 'user.edit', subject: 'user:1', before: null, after: { name: 'x' } }
          return recordAudit(tx, { at: clock.now(), actor: li, ...entry })
        }),
      async anchor() {
        const proof = await this.prove()
        if (!proof.ok) throw new Error(proof.problem)
        await database.inTransaction(tx => writeAnchor(tx, proof.head, clock.now()))
        return proof.head
      },
      backUp() {
        clock.advance(1_000)
        return writeRecordedBackup(backups, li)
      },
      run: (sql: string) => database.inTransaction(tx => tx.query(sql)),
      /** The log as it would be if nothing had been written after that entry. */
      async cut(number: number) {
        await this.run(`DELETE FROM audit_entries WHERE number > ${number}`)
        await this.run(
          `UPDATE audit_head SET number = ${number}, hash = (SELECT hash FROM audit_entries WHERE number = ${number})`,
        )
      },
      async [Symbol.asyncDispose]() {
        await opened[Symbol.asyncDispose]()
        folder[Symbol.dispose]()
      },
    }
  }

  it('says that nothing was written down yet, and afterwards with what it was compared', async () => {
    await using log = await aLog()
    await log.record()
    expect(await log.prove()).toMatchObject({ ok: true, head: { number: 1 }, anchors: [] })
    const head = await log.anchor()
    await log.record()
    const daily = { ...head, source: 'daily', file: null }
    expect(await log.prove()).toMatchObject({ ok: true, head: { number: 2 }, anchors: [daily] })
    expect(await log.prove(head)).toMatchObject({
      ok: true,
      anchors: [{ ...head, source: 'given', at: null }],
    })
    const { file } = await log.backUp()
    const proof = await log.prove()
    expect(proof).toMatchObject({
      ok: true,
      anchors: [daily, { source: 'backup', file: expect.any(String) }],
    })
    expect(file).toContain(proof.ok ? proof.anchors[1]?.file : 'none')
  })

  it('shows a tail that was cut since the last day, and one that only a backup still knows of', async () => {
    await using log = await aLog()
    for (let count = 0; count < 3; count += 1) await log.record()
    await log.anchor()
    await log.record()
    await log.backUp()
    await log.cut(3)
    expect(await log.prove()).toMatchObject({ ok: false, number: 4, anchor: { source: 'backup', number: 4 } })
    await log.cut(2)
    expect(await log.prove()).toMatchObject({ ok: false, number: 3, anchor: { source: 'daily', number: 3 } })
  })

  it('names no end where an entry itself was changed', async () => {
    await using log = await aLog()
    await log.record()
    await log.anchor()
    await log.run("UPDATE audit_entries SET actor = 'operator:4 Wu'")
    expect(await log.prove()).toEqual({ ok: false, number: 1, problem: 'it was changed', anchor: null })
  })

  it('goes back to an older backup where the newest is gone', async () => {
    await using log = await aLog()
    await log.record()
    const older = await log.backUp()
    const newer = await log.backUp()
    rmSync(join(log.folder, newer.file.split('/').at(-1) ?? ''))
    const proof = await log.prove()
    expect(proof.ok && proof.anchors.map(anchor => anchor.number)).toEqual([1])
    expect(older.file).not.toBe(newer.file)
  })
})
