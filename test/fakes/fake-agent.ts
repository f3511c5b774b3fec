import type {
  CountersAnswer,
  CountersQuery,
  Mark,
  MeteringGap,
  Reading,
} from '../../hub/contract/agent/counters.ts'
import { type Instant, slotOf, slotStart } from '../../hub/contract/primitives.ts'

type Counters = Map<number, { up: number; down: number }>

/** What is on the disk of a fake node. */
export interface FakeDisk {
  readonly instance: string
  readonly seq: number
  readonly epoch: number
  readonly revision: number
  readonly savedAt: number
  readonly lastMarkAt: number
  readonly readings: Counters
  readonly marks: readonly Mark[]
  readonly gaps: readonly MeteringGap[]
}

/** Bytes that really passed. */
export interface Passed {
  readonly port: number
  readonly at: number
  readonly upload: number
  readonly download: number
}

const copy = (counters: Counters): Counters =>
  new Map([...counters].map(([port, counter]) => [port, { ...counter }]))

const readingsOf = (counters: Counters): Reading[] =>
  [...counters]
    .sort(([a], [b]) => a - b)
    .map(([port, { up, down }]) => [port, up as Reading[1], down as Reading[2]])

/** Ids in the form the contract asks for: 1, 2, 3, … */
export function countingIds(first = 1): () => string {
  let next = first
  return () => (next++).toString(16).padStart(32, '0')
}

export interface FakeAgentOptions {
  readonly ids: () => string
  /** Milliseconds that the node's clock is ahead. */
  readonly skewMs?: number
  readonly now: number
}

/**
 * A node that obeys the agent's rules without a kernel, a disk or a network: readings are cumulative and durable
 * before they are answered, a mark is taken at every quarter hour it lives through, and what it loses it names.
 * The test moves its time and does to it what happens to nodes.
 */
export function createFakeAgent(options: FakeAgentOptions, image?: FakeDisk) {
  const { ids } = options
  let now = options.now
  let skewMs = options.skewMs ?? 0
  let disk: FakeDisk | null = image ? { ...image, readings: copy(image.readings) } : null
  let table: { readonly id: string; readonly counters: Counters } | null = null
  let running: { start: string; readonly base: Counters } | null = null
  /** Readings at the last mark that this process knows of. */
  let marked: Counters | null = null
  const passed: Passed[] = []
  /** Bytes since the last save that went with the table. */
  let lost = 0

  const nodeNow = () => (now + skewMs) as Instant
  const lose = (counters: Counters | undefined, kept: Counters) => {
    for (const [port, { up, down }] of counters ?? []) {
      const saved = kept.get(port)
      lost += Math.max(0, up - (saved?.up ?? 0)) + Math.max(0, down - (saved?.down ?? 0))
    }
  }

  function save(change: Partial<FakeDisk> = {}): FakeDisk {
    if (!disk || !table) throw new Error('nothing to save')
    const seq = disk.seq + 1
    disk = { ...disk, readings: copy(table.counters), savedAt: now, ...change, seq }
    return disk
  }

  function begin(counters: Counters, reason: MeteringGap['reason'] | null): void {
    const instance = ids()
    const gaps: MeteringGap[] = reason
      ? [{ from: (disk?.savedAt ?? now) as Instant, until: nodeNow(), reason, seq: 1 }]
      : []
    const boundary = slotStart(slotOf(nodeNow()))
    const { epoch, revision } = disk ?? { epoch: 0, revision: 0 }
    const readings = copy(counters)
    disk = {
      instance,
      seq: 1,
      epoch,
      revision,
      savedAt: now,
      lastMarkAt: boundary,
      readings,
      marks: [],
      gaps,
    }
    table = { id: instance, counters: copy(counters) }
    marked = null
  }

  /** Makes the table as the disk says it must be. */
  function rebuild(reason: 'reboot' | 'table_lost'): void {
    if (!disk) return
    const gap = (seq: number) => ({ from: disk?.savedAt as Instant, until: nodeNow(), reason, seq })
    table = { id: disk.instance, counters: copy(disk.readings) }
    save({ gaps: [...disk.gaps, gap(disk.seq + 1)] })
  }

  function takeMark(at: Instant): void {
    if (!disk || !table) return
    const before = marked
    const changed = readingsOf(table.counters).filter(([port, up, down]) => {
      const old = before?.get(port)
      return old ? old.up !== up || old.down !== down : up > 0 || down > 0
    })
    const mark: Mark = { at, seq: disk.seq + 1, readings: changed }
    marked = copy(table.counters)
    save({ marks: [...disk.marks, mark], lastMarkAt: at })
  }

  const agent = {
    now: () => now,
    passed: (): readonly Passed[] => passed,
    /** Bytes that went with a table since its last save; each time a gap names it. */
    lost: () => lost,
    running: () => running !== null,
    /** The disk as a backup or a clone takes it. */
    image: (): FakeDisk | null => disk && { ...disk, readings: copy(disk.readings) },
    state: () => disk,

    /** Starts the process; the first start makes the instance. */
    start(): void {
      if (running) return
      if (!disk) {
        begin(new Map(), table ? 'state_lost' : null)
      } else if (!table) {
        rebuild('reboot')
      } else if (table.id !== disk.instance) {
        begin(new Map(), 'state_lost')
      }
      running = { start: ids(), base: copy(table?.counters ?? new Map()) }
      marked = null
    },
    kill(): void {
      running = null
      marked = null
    },
    /** Applies a configuration: its ports have counters from now on. */
    configure(
      ports: readonly number[],
      revision: { readonly epoch: number; readonly revision: number },
    ): void {
      if (!table || !disk) throw new Error('not running')
      for (const port of ports) {
        if (!table.counters.has(port)) table.counters.set(port, disk.readings.get(port) ?? { up: 0, down: 0 })
      }
      save(revision)
    },
    /** A customer's traffic. Without a counter a port drops everything. */
    pass(port: number, upload: number, download: number): void {
      const counter = table?.counters.get(port)
      if (!counter) return
      counter.up += upload
      counter.down += download
      passed.push({ port, at: now, upload, download })
    },
    /** Time passes; a running agent marks every quarter hour. */
    advance(ms: number): void {
      const until = now + ms
      while (now < until) {
        const boundary = slotStart((slotOf(nodeNow()) + 1) as ReturnType<typeof slotOf>) - skewMs
        now = Math.min(until, boundary)
        if (now === boundary && running) takeMark(nodeNow())
      }
    },
    save(): void {
      if (running) save()
    },
    setSkew(ms: number): void {
      skewMs = ms
    },
    /** The machine goes down and up: the table is gone, the process is new. */
    reboot(): void {
      if (disk) lose(table?.counters, disk.readings)
      table = null
      agent.kill()
      agent.start()
    },
    /** Another tool flushes the ruleset: the agent notices and rebuilds. */
    flush(): void {
      if (!disk || !running) return
      lose(table?.counters, disk.readings)
      rebuild('table_lost')
    },
    /** The state directory is deleted while the table lives. */
    loseState(): void {
      agent.kill()
      disk = null
      agent.start()
    },
    reinstall(): void {
      agent.kill()
      disk = null
      table = null
      agent.start()
    },
    /** An older image of the disk comes back, as after a restored snapshot of the machine. */
    restore(image: FakeDisk): void {
      agent.kill()
      lose(table?.counters, image.readings)
      table = null
      disk = { ...image, readings: copy(image.readings) }
      agent.start()
    },
    /** GET /v1/counters. */
    answer(query: CountersQuery): CountersAnswer {
      if (!disk || !table || !running) throw new Error('the agent is not running')
      if (query.instance === disk.instance && (query.seq ?? 0) > disk.seq) {
        const { base } = running
        const since: Counters = new Map()
        for (const [port, { up, down }] of table.counters) {
          const old = base.get(port)
          since.set(port, { up: up - (old?.up ?? 0), down: down - (old?.down ?? 0) })
        }
        begin(since, 'rolled_back')
      } else if (query.instance === disk.instance) {
        const acknowledged = query.seq ?? 0
        disk = {
          ...disk,
          marks: disk.marks.filter(mark => mark.seq > acknowledged),
          gaps: disk.gaps.filter(gap => gap.seq > acknowledged),
        }
      }
      const saved = save()
      return {
        request: query.request,
        instance: saved.instance,
        start: running.start,
        seq: saved.seq,
        epoch: saved.epoch,
        revision: saved.revision,
        takenAt: nodeNow(),
        readings: readingsOf(saved.readings),
        marks: [...saved.marks],
        gaps: [...saved.gaps],
      }
    },
  }
  return agent
}

export type FakeAgent = ReturnType<typeof createFakeAgent>
