import { Secret, TOTP } from 'otpauth'
import { expect, it } from 'vitest'
import { verifyAudit } from '../../../../hub/audit/verify-audit.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'
import type { Clock } from '../../../../hub/kernel/clock.ts'
import { createFirstOwner } from '../../../../hub/operators/create-operator.ts'
import { type AdminHub, startAdminHub } from '../../../harness/admin-hub.ts'
import { forEachEngine } from '../../../harness/engines.ts'

function movedClock(): Clock & { advance(ms: number): void } {
  let now = 1_800_000_000_000
  return {
    now: () => now as Instant,
    sleep: async () => {},
    advance(ms) {
      now += ms
    },
  }
}

const textOf = (value: unknown) => String(value)
const signIn = (hub: AdminHub, email: string, password: string) =>
  hub.call('POST', '/v1/session', { body: { email, password } })

const newPassword = 'correct horse battery'

/** A new account that has done what the first sign-in demands; its token. */
async function settled(hub: AdminHub, role: 'owner' | 'admin') {
  const operator = await hub.operator(role)
  const first = await signIn(hub, operator.email, operator.password)
  const changed = await hub.call('POST', '/v1/session/password', {
    token: textOf(first.body['token']),
    body: { currentPassword: operator.password, newPassword },
  })
  return { ...operator, token: textOf(changed.body['token']) }
}

forEachEngine('sign-in', engine => {
  it('demands a new password first, ends every session with it, and says who is there', async () => {
    await using hub = await startAdminHub(engine)
    const operator = await hub.operator('owner')
    const first = await signIn(hub, operator.email.toUpperCase(), operator.password)
    expect(first).toMatchObject({ status: 200, body: { state: 'password-change' } })
    const token = textOf(first.body['token'])
    expect(await hub.call('GET', '/v1/operators', { token })).toMatchObject({
      status: 403,
      body: { error: 'password_change_required' },
    })
    const change = (next: string, current = operator.password) =>
      hub.call('POST', '/v1/session/password', {
        token,
        body: { currentPassword: current, newPassword: next },
      })
    expect(await change('password1234')).toMatchObject({ status: 422, body: { error: 'weak_password' } })
    expect(await change(operator.password)).toMatchObject({ body: { facts: { why: 'unchanged' } } })
    expect(await change(newPassword, 'wrong')).toMatchObject({ status: 401 })
    const changed = await change(newPassword)
    expect(changed).toMatchObject({ status: 200, body: { state: 'full' } })
    expect(await hub.call('GET', '/v1/session', { token })).toMatchObject({ status: 401 })
    const next = textOf(changed.body['token'])
    expect(await hub.call('GET', '/v1/session', { token: next })).toMatchObject({
      status: 200,
      body: { operator: { email: operator.email, role: 'owner' } },
    })
  })

  it('answers the same for an unknown account, a wrong password and a disabled account', async () => {
    await using hub = await startAdminHub(engine)
    const owner = await settled(hub, 'owner')
    const gone = await hub.operator('admin')
    await hub.call('POST', `/v1/operators/${gone.id}/disable`, { token: owner.token, body: {} })
    const answers = [
      await signIn(hub, 'nobody@example.com', 'x'),
      await signIn(hub, owner.email, 'x'),
      await signIn(hub, gone.email, gone.password),
    ]
    for (const { status, body } of answers) expect([status, body]).toEqual([401, answers[0]?.body])
  })

  it('pauses after wrong tries, for accounts that do not exist as well, many at once included', async () => {
    const clock = movedClock()
    await using hub = await startAdminHub(engine, { clock })
    const operator = await hub.operator('admin')
    for (const email of [operator.email, 'nobody@example.com']) {
      const answers = await Promise.all(Array.from({ length: 9 }, () => signIn(hub, email, 'wrong')))
      expect(answers.filter(answer => answer.status === 401)).toHaveLength(5)
      expect(answers.filter(answer => answer.status === 429)).toHaveLength(4)
    }
    const paused = await signIn(hub, operator.email, operator.password)
    expect(paused).toMatchObject({ status: 429, body: { facts: { retryAfterSeconds: 30 } } })
    expect(paused.headers.get('retry-after')).toBe('30')
    clock.advance(30_000)
    expect(await signIn(hub, operator.email, operator.password)).toMatchObject({ status: 200 })
    expect(await signIn(hub, operator.email, 'wrong')).toMatchObject({ status: 401 })
  })

  it('takes a TOTP code once and a recovery code once, and gives a new session for it', async () => {
    const clock = movedClock()
    await using hub = await startAdminHub(engine, { clock })
    const operator = await settled(hub, 'owner')
    const begun = await hub.call('POST', '/v1/session/second-factor/begin', {
      token: operator.token,
      body: { password: newPassword },
    })
    const totp = new TOTP({ secret: Secret.fromBase32(textOf(begun.body['secret'])) })
    const code = () => totp.generate({ timestamp: clock.now() })
    const confirmed = await hub.call('POST', '/v1/session/second-factor/confirm', {
      token: operator.token,
      body: { code: code() },
    })
    expect(confirmed).toMatchObject({ status: 200, body: { session: { state: 'full' } } })
    expect((await hub.call('GET', '/v1/session', { token: operator.token })).status).toBe(401)
    const [recovery] = confirmed.body['recoveryCodes'] as string[]

    const half = async () => {
      const signedIn = await signIn(hub, operator.email, newPassword)
      expect(signedIn.body['state']).toBe('second-factor')
      return textOf(signedIn.body['token'])
    }
    const verify = (token: string, given: unknown) =>
      hub.call('POST', '/v1/session/second-factor', { token, body: { code: given } })

    const first = await half()
    expect(await hub.call('GET', '/v1/settings', { token: first })).toMatchObject({
      body: { error: 'second_factor_required' },
    })
    expect(
      await hub.call('POST', '/v1/session/password', {
        token: first,
        body: { currentPassword: newPassword, newPassword: 'another long secret' },
      }),
    ).toMatchObject({ body: { error: 'second_factor_required' } })
    // The code of the confirmation was used.
    expect(await verify(first, code())).toMatchObject({ status: 401 })
    clock.advance(30_000)
    const [one, two] = await Promise.all([verify(first, code()), verify(await half(), code())])
    expect([one.status, two.status].sort()).toEqual([200, 401])

    expect(await verify(await half(), recovery)).toMatchObject({ status: 200, body: { state: 'full' } })
    const again = await half()
    expect(await verify(again, recovery)).toMatchObject({ status: 401 })
    for (let tries = 0; tries < 4; tries += 1) await verify(again, '000000')
    expect(await verify(again, '000000')).toMatchObject({ status: 429 })
  })

  it('keeps a browser’s session in a cookie that scripts cannot read, and changes need its CSRF token', async () => {
    await using hub = await startAdminHub(engine)
    const operator = await settled(hub, 'owner')
    const signedIn = await hub.call('POST', '/v1/session', {
      body: { email: operator.email, password: newPassword, keep: 'cookie' },
    })
    expect(signedIn.body['token']).toBeNull()
    const set = signedIn.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/^sluice=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const cookie = set.split(';')[0] ?? ''
    expect((await hub.call('GET', '/v1/session', { headers: { cookie } })).status).toBe(200)
    const body = { serviceName: 'Tide' }
    expect(await hub.call('PATCH', '/v1/settings', { headers: { cookie }, body })).toMatchObject({
      status: 403,
      body: { error: 'csrf_refused' },
    })
    const csrf = textOf(signedIn.body['csrfToken'])
    const headers = { cookie, 'x-csrf-token': csrf }
    expect(await hub.call('PATCH', '/v1/settings', { headers, body })).toMatchObject({ status: 200, body })
    const out = await hub.call('DELETE', '/v1/session', { headers })
    expect(out.headers.get('set-cookie')).toMatch(/^sluice=; .*Expires=Thu, 01 Jan 1970/)
    expect((await hub.call('GET', '/v1/session', { headers: { cookie } })).status).toBe(401)
  })

  it('ends sessions with the role, the account and the time', async () => {
    const clock = movedClock()
    await using hub = await startAdminHub(engine, { clock })
    const owner = await settled(hub, 'owner')
    const admin = await settled(hub, 'admin')
    const edit = (version: number, role: string) =>
      hub.call('PATCH', `/v1/operators/${admin.id}`, { token: owner.token, body: { version, role } })
    expect(await edit(7, 'viewer')).toMatchObject({ status: 409, body: { error: 'changed_meanwhile' } })
    expect(await edit(1, 'viewer')).toMatchObject({ status: 200, body: { role: 'viewer', version: 2 } })
    expect((await hub.call('GET', '/v1/session', { token: admin.token })).status).toBe(401)
    clock.advance(9 * 3_600_000)
    expect((await hub.call('GET', '/v1/session', { token: owner.token })).status).toBe(401)
  })
})

forEachEngine('operators', engine => {
  it('always include one owner who can sign in, even when two go at once', async () => {
    await using hub = await startAdminHub(engine)
    const one = await settled(hub, 'owner')
    const disable = (id: number) =>
      hub.call('POST', `/v1/operators/${id}/disable`, { token: one.token, body: {} })
    expect(await disable(one.id)).toMatchObject({ status: 409, body: { error: 'last_owner' } })
    const two = await settled(hub, 'owner')
    const answers = await Promise.all([
      hub.call('POST', `/v1/operators/${two.id}/disable`, { token: one.token, body: {} }),
      hub.call('POST', `/v1/operators/${one.id}/disable`, { token: two.token, body: {} }),
    ])
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  })

  it('are refused a taken address; the first owner is made once; every change is in the log', async () => {
    await using hub = await startAdminHub(engine)
    const input = { email: 'Owner@Sluice.local', name: 'Owner' }
    const make = () => createFirstOwner(hub.deps, input, { kind: 'system', name: 'start' })
    const made = await Promise.all([make(), make()])
    expect(made.filter(one => one !== null)).toMatchObject([{ email: 'owner@sluice.local' }])
    const { token } = await settled(hub, 'owner')
    const body = { email: 'OWNER@sluice.local', name: 'Other', role: 'admin' }
    expect(await hub.call('POST', '/v1/operators', { token, body })).toMatchObject({
      body: { error: 'email_taken' },
    })
    const page = await hub.call('GET', '/v1/operators?limit=1', { token })
    expect(page.body).toMatchObject({ items: [{ email: 'owner@sluice.local' }] })
    // The one who came second may have used up a number.
    const [owner] = page.body['items'] as { id: number }[]
    expect(page.body['next']).toBe(String(owner?.id))
    const reset = await hub.call('POST', `/v1/operators/${owner?.id}/reset-password`, { token, body: {} })
    expect(reset).toMatchObject({ status: 200, body: { operator: { mustChangePassword: true } } })
    const log = await hub.call('GET', '/v1/audit?action=operators.', { token })
    expect(JSON.stringify(log.body)).toContain('"passwordHash":"changed"')
    expect(JSON.stringify(log.body)).not.toContain('$argon2')
    expect(await hub.deps.database.inTransaction(tx => verifyAudit(tx))).toMatchObject({ ok: true })
  })
})
