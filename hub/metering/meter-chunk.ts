/** What the hub knows of one port of a node. */
export interface MeterEntry {
  readonly port: number
  /** Last seen readings of the node's present instance. */
  readonly upload: number
  readonly download: number
  /** Cumulative charged bytes of the port, over all instances and all its users. Only grows. */
  readonly charged: number
  /** Thousandths of a byte not charged yet, of the cycle that begins at `cycleSlot`. */
  readonly remainder: number
  /** 0: there is no remainder, or no cycle. */
  readonly cycleSlot: number
}

const portsPerChunk = 512
/** upload 8, download 8, charged 8, cycleSlot 4, remainder 2; little endian. */
const entryBytes = 30
export const chunkBytes = portsPerChunk * entryBytes

export const chunkOf = (port: number): number => port >> 9
const offsetOf = (port: number): number => (port & (portsPerChunk - 1)) * entryBytes

const twoTo32 = 0x1_0000_0000
const read64 = (data: Buffer, at: number): number =>
  data.readUInt32LE(at) + data.readUInt32LE(at + 4) * twoTo32
function write64(data: Buffer, at: number, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`a meter cannot hold ${value}`)
  data.writeUInt32LE(value % twoTo32, at)
  data.writeUInt32LE(Math.floor(value / twoTo32), at + 4)
}

/** The entry of a port in its chunk; zeros where nothing was ever seen. */
export function readEntry(data: Buffer, port: number): MeterEntry {
  const at = offsetOf(port)
  return {
    port,
    upload: read64(data, at),
    download: read64(data, at + 8),
    charged: read64(data, at + 16),
    cycleSlot: data.readUInt32LE(at + 24),
    remainder: data.readUInt16LE(at + 28),
  }
}

function writeEntry(data: Buffer, entry: MeterEntry): void {
  const at = offsetOf(entry.port)
  write64(data, at, entry.upload)
  write64(data, at + 8, entry.download)
  write64(data, at + 16, entry.charged)
  data.writeUInt32LE(entry.cycleSlot, at + 24)
  data.writeUInt16LE(entry.remainder, at + 28)
}

/** Sets the readings alone: what a collection does to most ports. */
function writeReadings(data: Buffer, port: number, upload: number, download: number): void {
  const at = offsetOf(port)
  write64(data, at, upload)
  write64(data, at + 8, download)
}

/** Forgets the readings of an instance that ended; what was charged stays. */
function clearReadings(data: Buffer): void {
  for (let at = 0; at < chunkBytes; at += entryBytes) data.fill(0, at, at + 16)
}

/** Ports of a chunk of which anything is known, ascending. */
export function* entriesOf(chunk: number, data: Buffer): Generator<MeterEntry> {
  for (let index = 0; index < portsPerChunk; index += 1) {
    const entry = readEntry(data, chunk * portsPerChunk + index)
    if (entry.upload > 0 || entry.download > 0 || entry.charged > 0 || entry.remainder > 0) yield entry
  }
}

export function emptyChunk(): Buffer {
  return Buffer.alloc(chunkBytes)
}

/** A node's chunks while a collection works on them. */
export interface OpenChunks {
  /** [upload, download] last seen. */
  lastSeen(port: number): readonly [number, number]
  entry(port: number): MeterEntry
  setReadings(port: number, upload: number, download: number): void
  /** Adds to what was charged and leaves the remainder. */
  addCharged(port: number, charged: number): void
  setCharged(entry: MeterEntry): void
  /** Forgets the readings of every port; what was charged stays. */
  clearReadings(): void
  /** The chunks that were changed. */
  changed(): ReadonlyMap<number, Buffer>
}

export function openChunks(stored: ReadonlyMap<number, Buffer>): OpenChunks {
  const chunks = new Map(stored)
  const changed = new Map<number, Buffer>()
  const nothing = [0, 0] as const
  const writable = (port: number): Buffer => {
    const chunk = chunkOf(port)
    let data = changed.get(chunk)
    if (!data) {
      data = chunks.get(chunk) ?? emptyChunk()
      chunks.set(chunk, data)
      changed.set(chunk, data)
    }
    return data
  }
  return {
    lastSeen(port) {
      const data = chunks.get(chunkOf(port))
      if (!data) return nothing
      const at = offsetOf(port)
      return [read64(data, at), read64(data, at + 8)]
    },
    entry(port) {
      const data = chunks.get(chunkOf(port))
      return data
        ? readEntry(data, port)
        : { port, upload: 0, download: 0, charged: 0, remainder: 0, cycleSlot: 0 }
    },
    setReadings: (port, upload, download) => writeReadings(writable(port), port, upload, download),
    addCharged(port, charged) {
      const data = writable(port)
      const at = offsetOf(port) + 16
      write64(data, at, read64(data, at) + charged)
    },
    setCharged: entry => writeEntry(writable(entry.port), entry),
    clearReadings() {
      for (const [chunk, data] of chunks) {
        clearReadings(data)
        changed.set(chunk, data)
      }
    },
    changed: () => changed,
  }
}
