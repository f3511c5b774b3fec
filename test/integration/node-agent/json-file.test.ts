import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSsLocal } from '../../../scripts/lab/shadowsocks-client.ts'
import { download } from '../../../scripts/lab/traffic.ts'
import { startTrafficServer } from '../../../scripts/lab/traffic-host.ts'
import {
  type AgentUnderTest,
  agentUnderTest,
  aPort,
  bytes,
  serverAddress,
  targetAddress,
} from '../../harness/agent-under-test.ts'
import { missingParts } from '../../harness/missing-parts.ts'
import { tempFolder } from '../../harness/temp-folder.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])

/**
 * What an operator's reload command may be: ends the server that ran with the file and starts it anew. The server is
 * shadowsocks-libev's, which reads `port_password` through its manager program alone.
 */
const reloadScript = (folder: string, file: string) => `#!/bin/sh
if [ -f ${folder}/pid ]; then
  kill $(cat ${folder}/pid) $(cat ${folder}/run/.shadowsocks_*.pid) 2>/dev/null
  sleep 0.3
fi
mkdir -p ${folder}/run
cd ${folder}/run && rm -f .shadowsocks_* m.sock
setsid ss-manager -c ${file} -u -D ${folder}/run --manager-address ${folder}/run/m.sock >/dev/null 2>&1 &
echo $! > ${folder}/pid
sleep 0.7
`

describe.skipIf(missing !== '')(`an agent that writes a port_password file ${missing}`, () => {
  const folder = tempFolder('json-file')
  const file = join(folder.path, 'shadowsocks.json')
  const reload = join(folder.path, 'reload.sh')
  let node: AgentUnderTest

  beforeAll(async () => {
    writeFileSync(reload, reloadScript(folder.path, file), { mode: 0o755 })
    node = await agentUnderTest('jsonfile')
    await startTrafficServer(node.lab, node.target)
    await node.start(['--json-file', file, '--reload', reload])
    await node.enrol()
  })
  afterAll(async () => {
    await node?.lab
      .exec(node.node, ['sh', '-c', `kill $(cat ${folder.path}/pid ${folder.path}/run/.shadowsocks_*.pid)`])
      .catch(() => undefined)
    await node?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  async function through(port: number, count: number, password = `password-of-${port}`): Promise<number> {
    const server = { host: serverAddress.v4, port, method: 'aes-256-gcm', password }
    await using client = await startSsLocal({ lab: node.lab, host: node.client, socksPort: 1080 }, server)
    const target = { host: targetAddress.v4, port: 9000 }
    return await download({ proxy: client.proxy, target }, count, { idleMs: 1_500 })
  }

  it('serves, counts and cuts through a real server', async () => {
    await node.publish([aPort(20001), aPort(20002, { closeAt: bytes(1_000_000) })])
    await node.listening(2)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await through(20001, 2_000_000)).toBe(2_000_000)
    expect((await node.reading(20001)).down).toBeGreaterThan(2_000_000)
    expect(await through(20002, 3_000_000)).toBeLessThan(1_000_000)
    const { total } = await node.reading(20002)
    expect(total).toBeLessThanOrEqual(1_000_000)
    expect(total).toBeGreaterThan(1_000_000 - 131_072)
  })

  it('changes a password and removes a port', async () => {
    await node.publish([aPort(20001, { password: 'another-password' })])
    await node.listening(1)
    // A server that reads the file anew may count one port less before the agent has come to write it.
    const written = () => (JSON.parse(readFileSync(file, 'utf8')) as { port_password: object }).port_password
    await expect.poll(written, { timeout: 10_000 }).toEqual({ 20001: 'another-password' })
    // The server reads the file anew a moment after it was told to.
    const withNew = () => through(20001, 100_000, 'another-password').catch(() => 0)
    await expect.poll(withNew, { timeout: 10_000 }).toBe(100_000)
    expect(await through(20001, 100_000).catch(() => 0)).toBe(0)
    expect(await through(20002, 100_000).catch(() => 0)).toBe(0)
  })

  it('refuses a cipher that the file does not hold', async () => {
    const other = aPort(20001, { cipher: 'chacha20-ietf-poly1305', password: 'x'.repeat(32) })
    expect(await node.publish([other])).toMatchObject({ status: 422, body: { error: 'cipher_unsupported' } })
  })

  it('writes a file that was changed or removed anew, and has the server read it', async () => {
    const before = (await node.counters()).revision
    const ports = [aPort(20001, { password: 'another-password' })]
    await node.publish(ports, { revision: before + 10 })
    writeFileSync(file, '{}')
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 10_000 }).toContain('another-password')
    // The server that ran until now may still listen for a moment; the one started anew answers like the one before.
    const again = () => through(20001, 100_000, 'another-password').catch(() => 0)
    await expect.poll(again, { timeout: 10_000 }).toBe(100_000)
  })

  it('shows a reload that fails', async () => {
    writeFileSync(reload, '#!/bin/sh\necho no such unit >&2\nexit 5\n', { mode: 0o755 })
    writeFileSync(file, '{}')
    const problem = async () =>
      (await node.health()).problems.find(each => each.part === 'shadowsocks')?.message ?? ''
    await expect.poll(problem, { timeout: 10_000 }).toContain('no such unit')
  })
})
