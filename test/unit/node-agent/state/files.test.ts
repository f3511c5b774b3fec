import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Bytes, Instant } from '../../../../hub/contract/primitives.ts'
import { crashPoints } from '../../../../node-agent/crash-points.ts'
import { type DurableState, newInstance } from '../../../../node-agent/state/durable-state.ts'
import { openStateFiles } from '../../../../node-agent/state/files.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const at = 1_800_000_000_000 as Instant
const bytes = (value: number) => value as Bytes

function aState(seq: number, change: Partial<DurableState> = {}): DurableState {
  const facts = {
    now: at,
    bootId: 'boot',
    readings: new Map([[20001, { up: bytes(seq), down: bytes(2 ** 50 + seq) }]]),
    gap: null,
  }
  return { ...newInstance('a'.repeat(32), null, facts), seq, ...change }
}
function aConfig(revision: number) {
  return { epoch: 1, revision, instance: 'a'.repeat(32), ports: [], blockedPorts: [revision] }
}
const mark = (seq: number) => ({ at, seq, readings: [[20001, 5, 2 ** 40]] as [number, Bytes, Bytes][] })

describe('the state directory', () => {
  it('gives back what was saved, marks included', async () => {
    using folder = tempFolder('state')
    const store = await openStateFiles(folder.path, () => undefined)
    expect(await store.load()).toEqual({ kind: 'none' })
    await store.save(aState(1, { config: aConfig(1) }))
    await store.save(aState(2, { config: aConfig(1) }), mark(2))
    const again = await openStateFiles(folder.path, () => undefined)
    expect(await again.load()).toEqual({ kind: 'loaded', state: aState(2, { config: aConfig(1) }) })
    expect(await again.readMark(2)).toEqual(mark(2))
    await again.dropMarks([2])
    expect(again.marks()).toEqual([])
    expect(statSync(join(folder.path, 'state-0')).mode & 0o777).toBe(0o600)
  })

  it('falls back to the copy before a damaged one, and says so', async () => {
    using folder = tempFolder('state')
    const store = await openStateFiles(folder.path, () => undefined)
    await store.save(aState(1))
    await store.save(aState(2))
    const path = join(folder.path, 'state-0')
    const content = readFileSync(path)
    content[20] = (content[20] ?? 0) ^ 1
    writeFileSync(path, content)
    expect(await (await openStateFiles(folder.path, () => undefined)).load()).toEqual({
      kind: 'damaged',
      state: aState(1),
    })
  })

  it('is the old or the new state, whole, after a crash at any point of a save', async () => {
    for (const point of crashPoints.filter(name => name.startsWith('state.'))) {
      for (let passing = 1; passing <= 3; passing++) {
        using folder = tempFolder('state')
        let left = Number.POSITIVE_INFINITY
        const store = await openStateFiles(folder.path, name => {
          if (name === point && --left === 0) throw new Error('killed')
        })
        const old = aState(6, { config: aConfig(1) })
        const next = aState(7, { config: aConfig(2) })
        await store.save(aState(5, { config: aConfig(1) }))
        await store.save(old)
        left = passing
        const done = await store.save(next, mark(7)).then(
          () => true,
          () => false,
        )
        const again = await openStateFiles(folder.path, () => undefined)
        const found = await again.load()
        if (found.kind !== 'loaded') throw new Error(`${point}: ${found.kind}`)
        expect([6, 7]).toContain(found.state.seq)
        if (done) expect(found.state.seq).toBe(7)
        expect(found.state).toEqual(found.state.seq === 7 ? next : old)
        expect(again.marks().map(entry => entry.seq)).toEqual(found.state.seq === 7 ? [7] : [])
      }
    }
  })

  it('keeps no configuration that no copy names', async () => {
    using folder = tempFolder('state')
    const store = await openStateFiles(folder.path, () => undefined)
    for (let seq = 1; seq <= 6; seq++) await store.save(aState(seq, { config: aConfig(seq) }))
    expect(readdirSync(folder.path).filter(name => name.startsWith('config-'))).toHaveLength(2)
  })
})
