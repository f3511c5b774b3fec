import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAppFolder } from '../harness/console/app-folder.ts'
import { getElectron } from '../harness/console/get-electron.ts'
import { openConsole } from '../harness/console/open-console.ts'
import { openDisplay } from '../harness/console/open-display.ts'
import { openWorld, type World } from '../harness/console/world.ts'

const hasElectron = (await getElectron()) !== null
const reason = hasElectron ? '' : ' (skipped: no Electron)'

/** What the hostile page found, by what it tried. */
interface Found {
  readonly globals: Record<string, string>
  readonly bridge: string[]
  readonly refused: Record<string, unknown>
  readonly readable: string
  readonly fetched: string
  readonly opened: boolean
  readonly evaluated: string
}

/** Runs in the window's place: tries everything a page could want. */
const hostileScript = (outside: string) => `
const found = { refused: {} }
found.globals = Object.fromEntries(
  ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].map(name => [name, typeof window[name]]))
found.bridge = Object.keys(window.sluice).sort()
const calls = [
  ['no.such', {}], ['__proto__', {}], ['constructor', {}], ['hub.call', { endpoint: 'session.signIn', body: {} }],
  ['hub.call', { endpoint: 'session.verifySecondFactor', body: { code: '000000' } }],
  ['hub.call', { endpoint: 'no.such' }], ['hub.call', 7], ['file.save', { name: '../x' }],
  ['external.open', { url: 'file:///etc/passwd' }], ['external.open', { url: 'http://example.org/' }],
  ['profiles.save', { id: null }],
]
for (const [name, input] of calls) {
  const key = name + ' ' + JSON.stringify(input)
  found.refused[key] = await window.sluice.call(name, input).then(answer => answer.code ?? 'allowed', error => 'threw ' + error.message)
}
const reads = []
for (const name of ['app.read', 'profiles.list', 'connection.read']) reads.push(await window.sluice.call(name, {}))
reads.push(await window.sluice.call('hub.call', { endpoint: 'session.read' }))
reads.push(await window.sluice.call('hub.call', { endpoint: 'session.list' }))
found.readable = JSON.stringify(reads)
found.fetched = await fetch('${outside}').then(() => 'fetched', () => 'refused')
found.opened = window.open('${outside}') !== null
const frame = document.createElement('iframe')
frame.src = '${outside}'
document.body.append(frame)
await new Promise(done => { frame.onload = done; setTimeout(done, 1500) })
try { found.evaluated = String(eval('1 + 1')) } catch { found.evaluated = 'refused' }
document.getElementById('found').textContent = JSON.stringify(found)
setTimeout(() => { location.href = '${outside}' }, 200)
`

describe.skipIf(!hasElectron)(`a hostile page in the window’s place${reason}`, () => {
  let world: World
  let outside: Server
  let visits = 0
  beforeAll(async () => {
    world = await openWorld()
    outside = createServer((_request, answer) => {
      visits += 1
      answer.end('outside')
    }).listen(0, '127.0.0.1')
    await once(outside, 'listening')
  })
  afterAll(async () => {
    outside.close()
    await world[Symbol.asyncDispose]()
  })

  it('finds no Node, no channel outside the schema, no token, no way out and no other window', async () => {
    const { port } = outside.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/`
    const { token } = await world.staff('owner')
    using folder = await openAppFolder(hostileScript(url))
    await using screen = await openDisplay()
    await using console = await openConsole(
      { folder, display: screen.display },
      { session: { address: world.hub.addresses.admin, token } },
    )
    const { app, page } = console
    expect(await app?.evaluate(() => process.argv)).not.toContain('--no-sandbox')
    await page.locator('#found').filter({ hasText: 'evaluated' }).waitFor()
    const found = JSON.parse((await page.locator('#found').textContent()) ?? '') as Found

    expect(new Set(Object.values(found.globals))).toEqual(new Set(['undefined']))
    expect(found.bridge).toEqual(['call', 'on'])
    expect(new Set(Object.values(found.refused))).toEqual(new Set(['call_refused']))
    expect(found.readable).toContain('"kind":"online"')
    expect(found.readable).not.toContain(token)
    expect(found.fetched).toBe('refused')
    expect(found.opened).toBe(false)
    expect(found.evaluated).toBe('refused')

    // Neither the frame nor what it set off for was ever asked for. It set off for elsewhere 200 ms after it wrote what it found.
    await page.waitForTimeout(800)
    expect(page.url()).toMatch(/^sluice-console:\/\/app\//)
    expect(visits).toBe(0)
  })
})
