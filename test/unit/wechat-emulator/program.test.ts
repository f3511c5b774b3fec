import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startNode } from '../../harness/processes.ts'
import { tempFolder } from '../../harness/temp-folder.ts'
import { connectEmulator, wechatTill } from '../../harness/wechat-emulator.ts'

const program = join(import.meta.dirname, '../../wechat-emulator/main.ts')

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = await startNode(program, args, { env: { NODE_ENV: 'test', ...env } })
  const [line] = await child.waitFor(/^\{.*\}$/m)
  const printed: { origin: string; controlToken: string; merchantFile: string; pid: number } =
    JSON.parse(line)
  return { child, printed, till: wechatTill(connectEmulator(printed.origin, printed.controlToken)) }
}

describe('the program', () => {
  it('prints one line, writes the merchant settings for its owner alone, and ends cleanly on a signal', async () => {
    const { child, printed, till } = await start(['--clock', '1800000000000', '--retry-scale', '0.001'])
    expect(printed.pid).toBe(child.pid)
    const merchant = JSON.parse(readFileSync(printed.merchantFile, 'utf8'))
    expect(merchant).toMatchObject({
      origin: printed.origin,
      mchid: expect.stringMatching(/^19\d{8}$/),
      appid: expect.stringMatching(/^wx[0-9a-f]{16}$/),
      apiV3Key: expect.stringMatching(/^\w{32}$/),
      merchantKeyPem: expect.stringContaining('PRIVATE KEY'),
      publicKeyId: expect.stringMatching(/^PUB_KEY_ID_/),
    })
    expect(statSync(printed.merchantFile).mode & 0o777).toBe(0o600)
    expect((await till.state()).now - 1_800_000_000_000).toBeLessThan(60_000)
    await expect(till.pay('NOSUCH01')).rejects.toThrow('ORDER_NOT_EXIST')
    child.signal('SIGTERM')
    expect(await child.wait()).toBe(0)
    expect(existsSync(printed.merchantFile)).toBe(false)
    expect(child.output().trim().split('\n')).toHaveLength(1)
  })

  it('has the same keys after a restart with a state file', async () => {
    using folder = tempFolder('emulator')
    const args = [
      '--state-file',
      join(folder.path, 'state.json'),
      '--merchant-file',
      join(folder.path, 'm.json'),
    ]
    const seen: string[] = []
    for (let run = 0; run < 2; run++) {
      const { child, till } = await start(args)
      const { apiV3Key, merchantSerial } = JSON.parse(readFileSync(join(folder.path, 'm.json'), 'utf8'))
      if (run === 0) await till.setClock(1_900_000_000_000)
      seen.push(`${apiV3Key} ${merchantSerial}`)
      expect((await till.state()).now).toBeGreaterThanOrEqual(1_900_000_000_000)
      await child.stop()
    }
    expect(seen[1]).toBe(seen[0])
  })

  it('refuses to run in production', async () => {
    const child = await startNode(program, [], { env: { NODE_ENV: 'production' } })
    expect(await child.wait()).toBe(1)
    expect(child.output()).toContain('refuses NODE_ENV=production')
  })
})
