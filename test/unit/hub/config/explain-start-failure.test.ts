import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { explainStartFailure } from '../../../../hub/config/explain-start-failure.ts'
import { StartRefused } from '../../../../hub/config/start-refused.ts'

const failureOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('a start that failed', () => {
  it('is told as its problems where it was refused', () => {
    expect(explainStartFailure(new StartRefused(['one', 'two']))).toEqual(['one', 'two'])
  })

  it('names the address that another program has taken', async () => {
    const first = createServer()
    await new Promise<void>(resolve => first.listen(0, '127.0.0.1', resolve))
    const address = first.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const error = await new Promise<unknown>(resolve =>
      createServer().once('error', resolve).listen(port, '127.0.0.1'),
    )
    await new Promise(resolve => first.close(resolve))
    expect(explainStartFailure(error)?.join()).toContain(`127.0.0.1:${port} is taken`)
  })

  it('names a file that is not there', () => {
    const error = failureOf(() => readFileSync('/there/is/none.pem'))
    expect(explainStartFailure(error)?.join()).toContain('/there/is/none.pem')
  })

  it('says where the password of the database comes from', () => {
    const error = Object.assign(new Error('Access denied for user x'), { code: 'ER_ACCESS_DENIED_ERROR' })
    expect(explainStartFailure(error)?.join()).toContain('SLUICE_DATABASE_PASSWORD_FILE')
  })

  it('keeps the stack of anything else', () => {
    expect(explainStartFailure(new TypeError('a bug'))).toBeNull()
    expect(explainStartFailure(Object.assign(new Error('odd'), { code: 'ERR_ODD' }))).toBeNull()
  })
})
