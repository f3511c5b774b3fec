import { expect, it } from 'vitest'
import { grantEndpoints } from '../../../../hub/contract/admin/grants.ts'
import { createUser } from '../../../../hub/contract/admin/users.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import type { Actor } from '../../../../hub/kernel/actor.ts'
import { addStaff } from '../../../harness/console/staff.ts'
import { forEachEngine } from '../../../harness/engines.ts'
import { startWholeHub } from '../../../harness/whole-hub.ts'

const tester: Actor = { kind: 'command-line', name: 'test' }
const giveBytes = grantEndpoints.find(({ name }) => name === 'grant.bytes')
const keyOf = (name: string) => `${name}-0123456789abcdef`

forEachEngine('a request with an Idempotency-Key', engine => {
  it('is carried out once, however often and by how many connections it is sent', {
    timeout: 60_000,
  }, async () => {
    await using made = await engine.createDatabase()
    await using whole = await startWholeHub(made.config)
    const { hub, addresses } = whole
    const owner = await addStaff(hub, addresses.admin, 'owner')
    const other = await addStaff(hub, addresses.admin, 'owner', 'Another')
    const li = await hub.call(createUser, { body: { name: 'Li', email: 'li@example.org' } }, tester)
    if (!li.ok) throw new Error(li.code)
    const userId = li.value.id
    const give = async (key: string | null, { by = owner, bytes = 1_000_000 } = {}) => {
      const answer = await fetch(addresses.admin + (giveBytes?.path ?? ''), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${by.token}`,
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        body: JSON.stringify({
          ...{ userIds: [userId], bytes, compensation: true, reason: 'a slow week' },
          validity: { kind: 'until_used' },
        }),
      })
      const { error = null, facts = {} } = (await answer.json()) as { error?: string; facts?: unknown }
      return { status: answer.status, error, facts }
    }
    const given = () =>
      hub.database.inTransaction(async tx => {
        const [row] = rowsOf(
          await tx.query('SELECT COUNT(*) AS found FROM grants WHERE userId = ?', [userId]),
        )
        return Number(row?.['found'])
      })

    expect((await give(keyOf('first'))).status).toBe(200)
    const again = await give(keyOf('first'))
    expect(again).toMatchObject({ status: 409, error: 'already_done', facts: { at: expect.any(Number) } })
    expect(await given()).toBe(1)

    const many = await Promise.all(Array.from({ length: 12 }, () => give(keyOf('second'))))
    expect(many.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(409)])
    expect(await given()).toBe(2)

    // Of each operator apart; without a key as often as it is sent; refused things leave the key free.
    expect((await give(keyOf('first'), { by: other })).status).toBe(200)
    expect([(await give(null)).status, (await give(null)).status]).toEqual([200, 200])
    expect((await give(keyOf('third'), { bytes: -1 })).status).toBe(400)
    expect((await give(keyOf('third'))).status).toBe(200)
    expect(await give('short')).toMatchObject({ status: 400, error: 'bad_request' })
    expect(await given()).toBe(6)
  })
})
