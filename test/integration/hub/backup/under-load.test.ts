import { join } from 'node:path'
import { expect, it } from 'vitest'
import { verifyAudit } from '../../../../hub/audit/verify-audit.ts'
import { checkBackup } from '../../../../hub/backup/check-backup.ts'
import { type Dumped, dumpDatabase } from '../../../../hub/backup/dump-database.ts'
import { restoreBackup } from '../../../../hub/backup/restore-backup.ts'
import { merchantEntity } from '../../../../hub/db/entities/payments.ts'
import { integerIn, textIn } from '../../../../hub/db/raw-row.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { findLedgerDifferences } from '../../../../hub/metering/prove-ledger.ts'
import { countingIds, createFakeAgent } from '../../../fakes/fake-agent.ts'
import { collectingHub } from '../../../harness/collecting-hub.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { expectBooks } from '../../../harness/expect-books.ts'
import { succeeded } from '../../../harness/people-and-nodes.ts'
import { openShop } from '../../../harness/shop.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const hours = 3_600_000
const actor = { kind: 'command-line', name: 'test' } as const

/** A shop with a node, where customers order, pay, ask for their money back and pass traffic. */
async function openBusyShop(engine: TestEngine) {
  const shop = await openShop(engine)
  const nodeId = await shop.activeNode()
  const agent = createFakeAgent({ ids: countingIds(1), now: shop.clock.now() })
  agent.start()
  const { mchid, appid } = shop.emulator.merchant
  await shop.database.inTransaction(tx =>
    tx.manager.insert(merchantEntity, {
      ...{ id: 1, provider: 'wechat', mchid, appid, state: 'active', settings: {}, secret: '' },
      ...{ createdAt: shop.clock.now(), checkedAt: null, version: 1 },
    }),
  )
  const plan = await shop.plan({ nodeCount: 1 })
  const select = async (sql: string) => rowsOf(await shop.database.inTransaction(tx => tx.query(sql)))
  const numbers = async (sql: string, column: string) =>
    (await select(sql)).map(row => integerIn(row, column))
  const ports = () => numbers('SELECT port FROM assignments WHERE releasedAt IS NULL', 'port')
  const unpaid: string[] = []
  let revision = 0
  let customers = 0

  return {
    shop,
    unpaid,
    ports,
    collect: () => collectingHub(shop.database).collect(nodeId, agent),
    /** Bytes that passed these ports, as the node counted them. */
    passed: (among: readonly number[]) =>
      agent
        .passed()
        .filter(one => among.includes(one.port))
        .reduce((sum, one) => sum + one.upload + one.download, 0),
    async ledger() {
      const [sum] = await select('SELECT COALESCE(SUM(upload + download), 0) AS found FROM ledger_hours')
      return integerIn(sum ?? {}, 'found')
    },
    users: async () => (await numbers('SELECT id FROM users', 'id')).length,
    async transactions() {
      return (await select('SELECT transactionId FROM payments'))
        .map(row => textIn(row, 'transactionId'))
        .sort()
    },
    /** One more customer, what he buys, and everybody's traffic. */
    async work(): Promise<void> {
      customers += 1
      if (customers % 4 === 0) unpaid.push((await shop.pending({ plan })).outTradeNo)
      else {
        const { order } = await shop.paid({ plan })
        if (customers % 3 === 0)
          succeeded(await shop.refund({ orderId: order.id, amount: 400, policy: 'keep' }))
      }
      revision += 1
      const open = await ports()
      agent.configure(open, { epoch: 1, revision })
      for (const port of open) agent.pass(port, port, 7)
      await this.collect()
    },
    async pass(ms: number) {
      agent.advance(ms)
      await shop.pass(ms)
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  }
}

forEachEngine('a backup taken under load', engine => {
  it('is of one moment, and the day after it comes back: every payment, every refund, every byte, once', async () => {
    using folder = tempFolder('under-load')
    await using busy = await openBusyShop(engine)
    const { shop } = busy
    const secret = { vault: shop.shop.vault, passphrase: null }
    const file = join(folder.path, 'one.backup')
    for (let n = 0; n < 8; n += 1) await busy.work()

    const before = await busy.users()
    let dumped: Dumped | null = null
    const dumping = dumpDatabase(shop.database.source, file, {
      ...{ version: '1', createdAt: shop.clock.now(), secret },
      // Slower than a table is read, so that every table is read at another moment.
      progress: ({ table }) => (['alerts', 'grants', 'orders'].includes(table) ? busy.work() : undefined),
    })
    const load = async () => {
      while (dumped === null) await busy.work()
    }
    ;[dumped] = await Promise.all([
      dumping.then(done => {
        dumped = done
        return done
      }),
      load(),
    ])
    const after = await busy.users()
    expect(after).toBeGreaterThan(before + 3)
    expect(await checkBackup(file, secret)).toMatchObject({ rows: dumped.rows })

    for (let hour = 0; hour < 6; hour += 1) {
      await busy.work()
      for (const outTradeNo of busy.unpaid.splice(0)) await shop.wechat.pay(outTradeNo)
      await busy.pass(hours)
    }
    await shop.settled()
    const lost = { transactions: await busy.transactions(), ledger: await busy.ledger() }

    const { source } = shop.database
    await source.destroy()
    await restoreBackup({ file, secret, config: shop.config, replace: true, actor, clock: shop.clock })
    await source.initialize()
    expect(await busy.users()).toBeGreaterThanOrEqual(before)
    expect(await busy.users()).toBeLessThan(after)
    await expectBooks(shop.database)
    expect((await findLedgerDifferences(shop.database)).differences).toEqual([])
    const proof = await shop.database.inTransaction(tx => verifyAudit(tx))
    expect(proof).toMatchObject({ ok: true, head: { number: dumped.header.audit.number + 1 } })
    expect((await busy.transactions()).length).toBeLessThan(lost.transactions.length)

    const known = await busy.ports()
    await busy.collect()
    expect(await busy.ledger()).toBe(busy.passed(known))
    await busy.collect()
    expect(await busy.ledger()).toBe(busy.passed(known))
    expect((await findLedgerDifferences(shop.database)).differences).toEqual([])
    expect(lost.ledger).toBeGreaterThan(await busy.ledger())

    await shop.jobs()
    await busy.pass(36 * hours)
    await shop.bills()
    await shop.jobs()
    expect(await busy.transactions()).toEqual(lost.transactions)
    const { orders, refunds } = await shop.wechat.state()
    expect(lost.transactions).toHaveLength(orders.filter(one => one.state.kind === 'PAID').length)
    const stored = rowsOf(
      await shop.database.inTransaction(tx =>
        tx.query('SELECT outRefundNo FROM refunds ORDER BY outRefundNo'),
      ),
    )
    expect(stored.map(row => textIn(row, 'outRefundNo'))).toEqual(refunds.map(one => one.outRefundNo).sort())
    await expectBooks(shop.database)
  })
})
