import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proveLedger } from '../../hub/contract/admin/metering.ts'
import { download, echoDatagrams, upload } from '../../scripts/lab/traffic.ts'
import { forEachEngine } from '../harness/engines.ts'
import { type Fleet, type FleetUser, startFleet, targetAddress, trafficPort } from '../harness/fleet.ts'
import type { FleetNode } from '../harness/fleet-node.ts'
import { missingParts } from '../harness/missing-parts.ts'

const missing = missingParts(['root', 'nft', 'ss-manager', 'ss-local'])
const part = 5_000_000
const ethernetHeader = 14
const sendDatagrams = join(import.meta.dirname, '../harness/send-datagrams.ts')

interface Bytes {
  readonly upload: number
  readonly download: number
}

forEachEngine('full loop', engine => {
  describe.skipIf(missing !== '')(`of two nodes and a client ${missing}`, () => {
    let fleet: Fleet
    let user: FleetUser
    let other: FleetUser

    beforeAll(async () => {
      fleet = await startFleet({ name: `loop${engine.name}`, engine, nodes: 2 })
      user = await fleet.user(null)
      other = await fleet.user(1_000_000_000)
    })
    afterAll(() => fleet?.[Symbol.asyncDispose]())

    /** What passed the customer's wire, IP header and up, once it has come to rest. He speaks with nodes alone. */
    async function wire(): Promise<Bytes> {
      for (;;) {
        const before = await fleet.lab.counters(fleet.client)
        await sleep(300)
        const { sent, received } = await fleet.lab.counters(fleet.client)
        if (sent.packets !== before.sent.packets || received.packets !== before.received.packets) continue
        return {
          upload: sent.bytes - ethernetHeader * sent.packets,
          download: received.bytes - ethernetHeader * received.packets,
        }
      }
    }

    /** What the wire and the ledger say that `traffic` took through a node. */
    async function measure(node: FleetNode, traffic: () => Promise<void>) {
      const [wireBefore, ledgerBefore] = [await wire(), await fleet.usage(user, node)]
      await traffic()
      const wireAfter = await wire()
      await fleet.collected()
      const ledgerAfter = await fleet.usage(user, node)
      const passed = (after: Bytes, before: Bytes): Bytes => ({
        upload: after.upload - before.upload,
        download: after.download - before.download,
      })
      return { onWire: passed(wireAfter, wireBefore), inLedger: passed(ledgerAfter, ledgerBefore) }
    }

    function expectWithin(parts: number, counted: Bytes, real: Bytes): void {
      for (const way of ['upload', 'download'] as const) {
        expect(Math.abs(counted[way] - real[way]), way).toBeLessThanOrEqual(real[way] * parts)
      }
    }

    async function largeDatagrams(node: FleetNode, family: 'ipv4' | 'ipv6', count: number): Promise<void> {
      const line = user.lines.find(each => each.nodeId === node.id && each.kind === family)
      if (!line) throw new Error(`no ${family} line`)
      const way = ['--server', line.host, '--port', String(line.port), '--password', line.password]
      const what = ['--target', targetAddress.v6, '--targetPort', String(trafficPort), '--size', '8000']
      // ss-server over IPv4 forbids fragments of its own, so the answer must be small there.
      const how = ['--count', String(count), '--verb', family === 'ipv4' ? 'ack' : 'echo']
      const argv = [process.execPath, sendDatagrams, ...way, ...what, ...how]
      expect(JSON.parse(await fleet.lab.exec(fleet.client, argv, { user: 'nobody' }))).toEqual({
        whole: count,
      })
    }

    it.each([0, 1])('the ledger is what passed the wire of node %i within 0.1 %, both ways', async index => {
      const node = fleet.nodes[index]
      if (!node) throw new Error('there is no such node')
      const { onWire, inLedger } = await measure(node, async () => {
        for (const program of ['ss-local', 'sslocal'] as const) {
          for (const family of ['ipv4', 'ipv6'] as const) {
            await using client = await fleet.connect(user, node, { family, program })
            const path = family === 'ipv4' ? client.path : client.path6
            expect(await download(path, part)).toBe(part)
            expect(await upload(path, part)).toBe(part)
            expect(await echoDatagrams(path, { count: 20, size: 400 })).toBe(20)
          }
        }
        await largeDatagrams(node, 'ipv4', 10)
        await largeDatagrams(node, 'ipv6', 10)
      })
      expect(inLedger.upload).toBeGreaterThan(4 * part)
      expect(inLedger.download).toBeGreaterThan(4 * part)
      expectWithin(0.001, inLedger, onWire)
      const kernel = await node.kernel(user.port)
      expect(await fleet.usage(user, node)).toMatchObject({
        upload: kernel.upload,
        download: kernel.download,
        charged: kernel.total,
      })
    })

    it.each([
      // Shadowsocks adds 67 bytes (salt 32, address 19, tag 16), UDP 8, IP 20 or 40; fragments have headers of their own.
      ['ipv4', 8_000 + 67 + 28, 20],
      ['ipv6', 8_000 + 67 + 48, 48],
    ] as const)(
      'counts 8,000-byte datagrams over a 1,500-byte MTU whole by %s',
      async (family, size, header) => {
        const [node] = fleet.nodes
        if (!node) throw new Error('there is no node')
        const { onWire, inLedger } = await measure(node, () => largeDatagrams(node, family, 20))
        expect(inLedger.upload).toBe(20 * size)
        // Six fragments each: IPv4 repeats its header five times; IPv6 also puts one of 8 bytes into all six.
        const added = family === 'ipv4' ? 5 * header : 5 * header + 8
        expect(onWire.upload).toBe(20 * (size + added))
        if (family === 'ipv6') expect(inLedger).toEqual({ upload: 20 * size, download: 20 * size })
      },
    )

    it("leaves other users' numbers at 0, and the ledger's sums prove equal", async () => {
      expect(await fleet.usage(other)).toEqual({ upload: 0, download: 0, charged: 0 })
      for (const node of fleet.nodes) {
        expect(await node.kernel(other.port)).toEqual({ upload: 0, download: 0, total: 0 })
      }
      expect(await fleet.call(proveLedger, {})).toEqual({ nodes: 2, differences: [] })
    })
  })
})
