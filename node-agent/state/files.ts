import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type * as z from 'zod'
import { type DesiredConfig, desiredConfig } from '../../hub/contract/agent/config.ts'
import type { Crash } from '../crash-points.ts'
import type { LoadedState, MarkEntry, StateStore } from '../ports.ts'
import { decodeReadings, encodeReadings } from './binary-readings.ts'
import type { DurableState, Readings, StoredMark } from './durable-state.ts'
import { markHead, type StateHead, stateHead } from './parse-state.ts'
import { syncDirectory, writeDurably } from './write-durably.ts'

/** Both copies are written in turn: the one before always stays. */
const copies = ['state-0', 'state-1'] as const

function seal(head: object, body: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body])
  return Buffer.concat([content, createHash('sha256').update(content).digest()])
}

/** Throws when the checksum or the head is wrong. */
function unseal<T extends z.ZodType>(sealed: Buffer, schema: T): { head: z.infer<T>; body: Buffer } {
  const content = sealed.subarray(0, -32)
  const sum = createHash('sha256').update(content).digest()
  if (sealed.length < 33 || !sum.equals(sealed.subarray(-32))) throw new Error('the checksum is wrong')
  const end = content.indexOf(10)
  const head = schema.parse(JSON.parse(content.subarray(0, end).toString('utf8')))
  return { head, body: content.subarray(end + 1) }
}

function configName(config: DesiredConfig): { name: string; text: string } {
  const text = JSON.stringify(config)
  return { name: `config-${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`, text }
}

/**
 * The state directory: two copies of the state (small, written often), the configurations they name (large, written
 * seldom), and a file per mark. A copy is valid when its checksum is; what a valid copy names was written before it.
 */
export async function openStateFiles(directory: string, crash: Crash): Promise<StateStore> {
  await mkdir(join(directory, 'marks'), { recursive: true, mode: 0o700 })
  const configOf: { config: DesiredConfig | null; name: string | null } = { config: null, name: null }
  const namedBy: [string | null, string | null] = [null, null]
  let index: MarkEntry[] = []

  const markPath = (seq: number) => join(directory, 'marks', `${String(seq).padStart(16, '0')}.mark`)

  async function loadCopy(
    name: string,
  ): Promise<{ head: StateHead; state: DurableState } | 'none' | 'damaged'> {
    let sealed: Buffer
    try {
      sealed = await readFile(join(directory, name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none'
      throw error
    }
    try {
      const { head, body } = unseal(sealed, stateHead)
      const { version: _version, config: configFile, ...rest } = head
      const config = configFile === null ? null : await loadConfig(configFile)
      return { head, state: { ...rest, config, readings: decodeReadings(body) } }
    } catch {
      return 'damaged'
    }
  }

  async function loadConfig(name: string): Promise<DesiredConfig> {
    const text = await readFile(join(directory, name), 'utf8')
    const config = desiredConfig.parse(JSON.parse(text))
    if (configName(config).name !== name) throw new Error('the configuration is not the one named')
    return config
  }

  async function indexMarks(state: DurableState): Promise<void> {
    index = []
    for (const name of (await readdir(join(directory, 'marks'))).sort()) {
      const path = join(directory, 'marks', name)
      try {
        const sealed = await readFile(path)
        const { head } = unseal(sealed, markHead)
        // A mark that no state confirmed was being written when the process ended.
        if (head.instance !== state.instance || head.seq > state.seq) throw new Error('not of this state')
        index.push({ at: head.at, seq: head.seq, count: head.count, size: sealed.length })
      } catch {
        await rm(path, { force: true })
      }
    }
  }

  return {
    async load(): Promise<LoadedState> {
      const found = [await loadCopy(copies[0]), await loadCopy(copies[1])]
      const whole = found.filter(copy => typeof copy === 'object').sort((a, b) => b.state.seq - a.state.seq)
      const newest = whole[0]
      found.forEach((copy, place) => {
        namedBy[place === 0 ? 0 : 1] = typeof copy === 'object' ? copy.head.config : null
      })
      if (newest) {
        configOf.config = newest.state.config
        configOf.name = newest.head.config
        await indexMarks(newest.state)
      }
      if (found.includes('damaged')) return { kind: 'damaged', state: newest?.state ?? null }
      return newest ? { kind: 'loaded', state: newest.state } : { kind: 'none' }
    },

    async save(state, mark) {
      let name = configOf.name
      if (state.config !== configOf.config) {
        const next = state.config && configName(state.config)
        if (next) await writeDurably(join(directory, next.name), next.text, crash)
        crash('state.after-config')
        name = next?.name ?? null
      }
      if (mark) {
        await writeDurably(markPath(mark.seq), sealMark(state.instance, mark), crash)
        crash('state.after-mark')
      }
      const { config: _config, readings, ...rest } = state
      const head: StateHead = { version: 1, ...rest, gaps: [...rest.gaps], config: name }
      const place = state.seq % 2 === 0 ? 0 : 1
      await writeDurably(join(directory, copies[place]), seal(head, encodeReadings(readings)), crash)
      const unnamed = namedBy.filter(old => old !== null && old !== name)
      namedBy[place] = name
      configOf.config = state.config
      configOf.name = name
      if (mark) {
        const { size } = await stat(markPath(mark.seq))
        index.push({ at: mark.at, seq: mark.seq, count: mark.readings.length, size })
      }
      for (const old of unnamed) {
        if (old !== null && !namedBy.includes(old)) await rm(join(directory, old), { force: true })
      }
    },

    marks: () => index,

    async readMark(seq) {
      const { head, body } = unseal(await readFile(markPath(seq)), markHead)
      const readings = decodeReadings(inflateRawSync(body))
      return { at: head.at, seq, readings: [...readings].map(([port, { up, down }]) => [port, up, down]) }
    },

    async dropMarks(seqs) {
      if (seqs.length === 0) return
      const gone = new Set(seqs)
      for (const seq of gone) await rm(markPath(seq), { force: true })
      await syncDirectory(join(directory, 'marks'))
      index = index.filter(entry => !gone.has(entry.seq))
    },
  }
}

function sealMark(instance: string, mark: StoredMark): Buffer {
  const readings: Readings = new Map(mark.readings.map(([port, up, down]) => [port, { up, down }]))
  const head = { version: 1, instance, at: mark.at, seq: mark.seq, count: mark.readings.length }
  return seal(head, deflateRawSync(encodeReadings(readings)))
}
