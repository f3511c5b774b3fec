import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { AccountDeps } from '../../../../hub/customer-page/accounts/account-deps.ts'
import { createAccounts } from '../../../../hub/customer-page/accounts/create-accounts.ts'
import { pruneCustomers } from '../../../../hub/customer-page/accounts/customer-sessions.ts'
import { mailOutboxEntity } from '../../../../hub/db/entities/mail.ts'
import { userEntity } from '../../../../hub/db/entities/users.ts'
import { rowsOf } from '../../../../hub/db/transaction.ts'
import { fail, RolledBack } from '../../../../hub/kernel/outcome.ts'
import { createMailQueue } from '../../../../hub/mail/queue-mail.ts'
import { createPasswords } from '../../../../hub/operators/passwords.ts'
import { forEachEngine, type TestEngine } from '../../../harness/engines.ts'
import { openPeopleAndNodes, succeeded } from '../../../harness/people-and-nodes.ts'

const origin = { address: '203.0.113.7', userAgent: 'a phone' }
const password = 'correct horse battery'
const passwords = createPasswords()

async function openDoor(engine: TestEngine, invitation: string | null = null) {
  const world = await openPeopleAndNodes(engine)
  const { database, clock, deps } = world
  const refuse = async (_tx: unknown, text: string | { text: string }) => {
    const given = typeof text === 'string' ? text : text.text
    if (given !== invitation) throw new RolledBack(fail('code_refused', { why: 'unknown', what: 'invite' }))
  }
  const accountDeps: AccountDeps = {
    ...deps,
    passwords,
    random: randomBytes,
    queueMail: createMailQueue({ vault: deps.vault }).queueMail,
    invitations: { needsInvitation: async () => invitation !== null, check: refuse, use: refuse },
  }
  const accounts = createAccounts(accountDeps)
  const mails = () =>
    database.inTransaction(async tx =>
      (await tx.manager.find(mailOutboxEntity, { order: { id: 'ASC' } })).map(row => ({
        to: row.recipient,
        template: row.template,
        params: JSON.parse(deps.vault.open(row.paramsSecret)) as { code?: string },
      })),
    )
  const door = {
    ...world,
    accounts,
    mails,
    newestCode: async () => (await mails()).at(-1)?.params.code ?? '',
    ask: (email: string, from = origin, inviteCode: string | null = null) =>
      accounts.askRegistration({ email, inviteCode, locale: 'en', origin: from }),
    enter: (email: string, code: string, secret = password, inviteCode: string | null = null) =>
      accounts.register({ email, code, password: secret, inviteCode, locale: 'en', origin }),
    async customer(email: string) {
      succeeded(await door.ask(email, origin, invitation))
      return succeeded(await door.enter(email, await door.newestCode(), password, invitation))
    },
    rows: (sql: string) => database.inTransaction(async tx => rowsOf(await tx.query(sql))),
    clock,
  }
  return door
}

forEachEngine('accounts of customers', engine => {
  it('registers with the code that was mailed, once, and signs in and out', async () => {
    await using door = await openDoor(engine)
    succeeded(await door.ask('an@example.com'))
    const code = await door.newestCode()
    expect(await door.enter('an@example.com', code, 'short')).toMatchObject({ code: 'weak_password' })
    const both = await Promise.all([door.enter('an@example.com', code), door.enter('an@example.com', code)])
    expect(both.filter(one => one.ok)).toHaveLength(1)
    const session = succeeded(both.find(one => one.ok) ?? fail('not_found'))
    expect(await door.accounts.findSession(session.token)).toMatchObject({ email: 'an@example.com' })
    await door.accounts.signOut(session.token)
    expect(await door.accounts.findSession(session.token)).toBeNull()
    const again = succeeded(await door.accounts.signIn({ email: 'an@example.com', password, origin }))
    expect(again.token).not.toBe(session.token)
    expect(JSON.stringify(await door.rows('SELECT * FROM customer_sessions'))).not.toContain(again.token)
  })

  it('tells nobody who has an account: same answers, and mail only to the owner', async () => {
    await using door = await openDoor(engine)
    await door.customer('known@example.com')
    const before = (await door.mails()).length
    expect(await door.ask('known@example.com')).toEqual(await door.ask('new@example.com'))
    const reset = (email: string) => door.accounts.askReset({ email, locale: 'en', origin })
    expect(await reset('known@example.com')).toEqual(await reset('nobody@example.com'))
    expect((await door.mails()).slice(before).map(mail => [mail.to, mail.template])).toEqual([
      ['known@example.com', 'password-reset'],
      ['new@example.com', 'register-code'],
      ['known@example.com', 'password-reset'],
    ])
    const wrong = (email: string) => door.accounts.signIn({ email, password: 'wrong password', origin })
    expect(await wrong('known@example.com')).toEqual(await wrong('nobody@example.com'))
    const foreign = await door.enter('known@example.com', '000000')
    expect(foreign).toEqual(await door.enter('nobody@example.com', '000000'))
  })

  it('lets somebody in who forgot that he had registered, and tells nobody else that he had', async () => {
    await using door = await openDoor(engine)
    const { userId, token } = await door.customer('an@example.com')
    succeeded(await door.ask('an@example.com'))
    const code = await door.newestCode()
    const wrong = code === '111111' ? '222222' : '111111'
    const secret = 'another long secret'
    expect(await door.enter('an@example.com', wrong, secret)).toEqual(
      await door.enter('nobody@example.com', wrong, secret),
    )
    const entered = succeeded(await door.enter('an@example.com', code, secret))
    expect(entered.userId).toBe(userId)
    expect(await door.accounts.findSession(token)).toBeNull()
    succeeded(await door.accounts.signIn({ email: 'an@example.com', password: secret, origin }))
    expect(await door.enter('an@example.com', code, secret)).toMatchObject({ code: 'code_refused' })
  })

  it('ends a code after five wrong guesses and after fifteen minutes', async () => {
    await using door = await openDoor(engine)
    succeeded(await door.ask('an@example.com'))
    const code = await door.newestCode()
    const wrong = code === '111111' ? '222222' : '111111'
    const guesses = await Promise.all(Array.from({ length: 30 }, () => door.enter('an@example.com', wrong)))
    expect(guesses.every(one => !one.ok && one.code === 'code_refused')).toBe(true)
    expect(await door.enter('an@example.com', code)).toMatchObject({ ok: false, code: 'code_refused' })
    succeeded(await door.ask('late@example.com'))
    const late = await door.newestCode()
    door.clock.advance(15 * 60_000)
    expect(await door.enter('late@example.com', late)).toMatchObject({ code: 'code_refused' })
    await door.database.inTransaction(tx => pruneCustomers(tx, door.clock.now()))
    expect(await door.rows('SELECT id FROM email_codes')).toEqual([])
  })

  it('slows down who guesses passwords, for the account and for the address, and the right one ends it', async () => {
    await using door = await openDoor(engine)
    await door.customer('an@example.com')
    const guess = (email: string, secret: string, address: string) =>
      door.accounts.signIn({ email, password: secret, origin: { ...origin, address } })
    for (let n = 0; n < 5; n += 1) await guess('an@example.com', 'wrong password', `198.51.100.${n}`)
    expect(await guess('an@example.com', password, '198.51.100.99')).toMatchObject({
      code: 'too_many_requests',
      facts: { retryAfterSeconds: 30 },
    })
    door.clock.advance(31_000)
    succeeded(await guess('an@example.com', password, '198.51.100.99'))
    succeeded(await guess('an@example.com', password, '198.51.100.99'))
    for (let n = 0; n < 30; n += 1) await guess(`other${n}@example.com`, 'wrong password', '192.0.2.1')
    expect(await guess('an@example.com', password, '192.0.2.1')).toMatchObject({ code: 'too_many_requests' })
    succeeded(await guess('an@example.com', password, '198.51.100.99'))
  })

  it('floods no mailbox, whoever asks', async () => {
    await using door = await openDoor(engine)
    const asked = []
    for (let n = 0; n < 40; n += 1) {
      asked.push(await door.ask('victim@example.com', { ...origin, address: `198.51.100.${n}` }))
    }
    expect(asked.filter(one => one.ok).length).toBeLessThanOrEqual(5)
    expect((await door.mails()).length).toBeLessThanOrEqual(5)
    let sent = 0
    for (let n = 0; n < 80; n += 1) sent += (await door.ask(`n${n}@example.com`)).ok ? 1 : 0
    expect(sent).toBeLessThan(60)
  })

  it('resets a password: every session ends, and the old one is dead', async () => {
    await using door = await openDoor(engine)
    const { token } = await door.customer('an@example.com')
    succeeded(await door.accounts.askReset({ email: 'an@example.com', locale: 'en', origin }))
    const code = await door.newestCode()
    const given = { email: 'an@example.com', code, password: 'a new long secret', origin }
    succeeded(await door.accounts.reset(given))
    expect(await door.accounts.findSession(token)).toBeNull()
    expect(await door.accounts.signIn({ email: 'an@example.com', password, origin })).toMatchObject({
      code: 'wrong_credentials',
    })
    succeeded(await door.accounts.signIn({ ...given, origin }))
    expect((await door.mails()).at(-1)?.template).toBe('password-changed')
  })

  it('changes password and address with the password, and tells the old address', async () => {
    await using door = await openDoor(engine)
    const { token, userId } = await door.customer('an@example.com')
    await door.customer('taken@example.com')
    const change = { userId, newPassword: 'a new long secret', origin }
    expect(await door.accounts.changePassword({ ...change, password: 'wrong one' })).toMatchObject({
      code: 'wrong_credentials',
    })
    const fresh = succeeded(await door.accounts.changePassword({ ...change, password }))
    expect(await door.accounts.findSession(token)).toBeNull()
    expect(await door.accounts.findSession(fresh.token)).not.toBeNull()
    const ask = (email: string) =>
      door.accounts.askAddressChange({
        userId,
        password: 'a new long secret',
        email,
        locale: 'en',
        origin,
      })
    expect(await ask('taken@example.com')).toEqual(await ask('li@example.com'))
    const code = await door.newestCode()
    const as = (email: string, who = userId) =>
      door.accounts.changeAddress({ userId: who, email, code, origin })
    expect(await as('li@example.com', userId + 1)).toMatchObject({ code: 'code_refused' })
    succeeded(await as('li@example.com'))
    expect(await door.accounts.findSession(fresh.token)).toMatchObject({ email: 'li@example.com' })
    expect((await door.mails()).at(-1)).toMatchObject({ to: 'an@example.com', template: 'address-changed' })
  })

  it('closes an account: what identifies him is gone, his number stays', async () => {
    await using door = await openDoor(engine)
    const { token, userId } = await door.customer('an@example.com')
    succeeded(await door.accounts.closeAccount({ userId, password, origin }))
    expect(await door.accounts.findSession(token)).toBeNull()
    const user = await door.database.inTransaction(tx => tx.manager.findOneBy(userEntity, { id: userId }))
    expect(user).toMatchObject({ id: userId, email: null, status: 'deleted' })
    for (const table of ['customer_accounts', 'customer_sessions', 'email_codes']) {
      expect(await door.rows(`SELECT * FROM ${table}`)).toEqual([])
    }
    await door.customer('an@example.com')
  })

  it('lets nobody in without an invitation where one is needed', async () => {
    await using door = await openDoor(engine, 'COME-IN')
    expect(await door.ask('an@example.com', origin, 'OTHER')).toMatchObject({
      code: 'code_refused',
      facts: { what: 'invite' },
    })
    expect(await door.mails()).toEqual([])
    const guesses = []
    for (let n = 0; n < 60; n += 1) guesses.push(await door.ask(`g${n}@example.com`, origin, `GUESS-${n}`))
    expect(guesses.at(-1)).toMatchObject({ code: 'too_many_requests' })
    const elsewhere = { ...origin, address: '198.51.100.9' }
    expect(await door.ask('g0@example.com', elsewhere, 'COME-ON')).toMatchObject({ code: 'code_refused' })
    door.clock.advance(6 * 3_600_000)
    succeeded(await door.ask('an@example.com', origin, 'COME-IN'))
    const code = await door.newestCode()
    expect(await door.enter('an@example.com', code)).toMatchObject({ facts: { what: 'invite' } })
    succeeded(await door.enter('an@example.com', code, password, 'COME-IN'))
  })
})
