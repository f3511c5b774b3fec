import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Fault, faultKinds } from '../../wechat-emulator/fault-rule.ts'
import { type Answer, noon, openShop, read, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop[Symbol.asyncDispose]())
beforeEach(async () => {
  await shop.till.reset()
  shop.clock.at = noon
})

const create = { path: '/v3/pay/transactions/native' }
const exists = async () => (await shop.till.state()).orders.length === 1
/** The answer to a create that goes wrong in one way, or the error it ended with. */
async function createWith(fault: Fault): Promise<Answer | Error> {
  await shop.till.fault(create, fault)
  return shop.create('FAULT001').catch((error: Error) => error)
}
function answered(outcome: Answer | Error): Answer {
  if (outcome instanceof Error) throw outcome
  return outcome
}

const seen = new Set<Fault>()
const silent: [Fault, boolean, RegExp][] = [
  ['timeout_before', false, /timeout/],
  ['timeout_after', true, /timeout/],
  ['reset_before', false, /ECONNRESET|hang up/],
  ['reset_mid_body', true, /aborted|ECONNRESET/],
]
const errors: [Fault, boolean, number, boolean][] = [
  ['error_500_before', false, 500, true],
  ['error_500_after', true, 500, true],
  ['rate_limited', false, 429, true],
  ['bad_gateway_before', false, 502, false],
  ['bad_gateway_after', true, 502, false],
  ['redirect', false, 302, false],
]
const doubtful: Fault[] = [
  'bad_signature',
  'stale_signature',
  'missing_signature',
  'wrong_key',
  'unknown_serial',
]

describe('a fault on the wire', () => {
  it.each(silent)('%s (took effect: %s) gives no answer', async (fault, tookEffect, pattern) => {
    seen.add(fault)
    shop.waitFor(300)
    const outcome = await createWith(fault)
    shop.waitFor(5_000)
    expect(outcome).toBeInstanceOf(Error)
    expect(String(outcome)).toMatch(pattern)
    expect(await exists()).toBe(tookEffect)
    expect(await shop.till.requests({ outTradeNo: 'FAULT001' })).toMatchObject([{ fault, tookEffect }])
  })

  it.each(errors)(
    '%s (took effect: %s) answers %i, signed: %s',
    async (fault, tookEffect, status, signed) => {
      seen.add(fault)
      const answer = answered(await createWith(fault))
      expect([answer.status, shop.isGenuine(answer), await exists()]).toEqual([status, signed, tookEffect])
    },
  )

  it.each(doubtful)('%s answers well, but proves nothing', async fault => {
    seen.add(fault)
    const answer = answered(await createWith(fault))
    expect(read(answer)).toMatchObject({ status: 200, code_url: expect.stringMatching(/^weixin:\/\//) })
    expect([shop.isGenuine(answer), await exists()]).toEqual([false, true])
  })

  it('bad_json is signed over what cannot be read', async () => {
    seen.add('bad_json')
    const answer = answered(await createWith('bad_json'))
    expect(shop.isGenuine(answer)).toBe(true)
    expect(() => read(answer)).toThrow(SyntaxError)
  })

  it('huge_body sends megabytes, slow_body drips, and wrong_bytes flips one', async () => {
    for (const fault of ['huge_body', 'slow_body', 'wrong_bytes'] as const) seen.add(fault)
    expect(answered(await createWith('huge_body')).body.length).toBeGreaterThan(8_000_000)
    shop.waitFor(600)
    expect(String(await createWith('slow_body'))).toMatch(/timeout/)
    shop.waitFor(5_000)
    expect((await shop.till.requests()).at(-1)).toMatchObject({
      status: 200,
      fault: 'slow_body',
      tookEffect: true,
    })
    const sound = answered(await shop.create('FAULT001')).body.length
    expect(answered(await createWith('wrong_bytes')).body).toHaveLength(sound)
  })

  it('can be any business error, signed, without effect', async () => {
    const answer = answered(await createWith({ status: 403, code: 'USER_ACCOUNT_ABNORMAL' }))
    expect(read(answer)).toMatchObject({ status: 403, code: 'USER_ACCOUNT_ABNORMAL' })
    expect([shop.isGenuine(answer), await exists()]).toEqual([true, false])
  })

  it('was seen here in every kind there is', () => {
    expect([...seen].sort()).toEqual([...faultKinds].sort())
  })
})

describe('which requests go wrong', () => {
  it('is said by method, path and text, for so many times', async () => {
    await shop.till.fault({ method: 'POST', text: 'FAULT002' }, 'rate_limited', 2)
    const statuses: number[] = []
    for (const number of ['FAULT001', 'FAULT002', 'FAULT002', 'FAULT002'])
      statuses.push((await shop.create(number)).status)
    expect(statuses).toEqual([200, 429, 429, 200])
  })

  it('is for all until it is cleared', async () => {
    await shop.till.fault({ path: '/v3/pay/' }, 'error_500_before', null)
    expect([(await shop.create('FAULT001')).status, (await shop.query('FAULT001')).status]).toEqual([
      500, 500,
    ])
    await shop.till.clearFaults()
    expect((await shop.create('FAULT001')).status).toBe(200)
  })

  it('is none that is not signed well: that error comes first, and the fault is kept', async () => {
    await shop.till.fault(create, 'error_500_after')
    const forged = await shop.send('POST', create.path, shop.native('FAULT001'), { signature: 'AAAA' })
    expect(forged.status).toBe(401)
    expect((await shop.create('FAULT001')).status).toBe(500)
  })
})
