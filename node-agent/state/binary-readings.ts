import type { Bytes } from '../../hub/contract/primitives.ts'
import type { PortReading, Readings } from './durable-state.ts'

/** Port (2), upload (8), download (8), little endian: 10,000 ports are 180 kB. */
const recordSize = 18

export function encodeReadings(readings: Readings): Buffer {
  const buffer = Buffer.allocUnsafe(readings.size * recordSize)
  let offset = 0
  for (const [port, { up, down }] of readings) {
    buffer.writeUInt16LE(port, offset)
    writeBytes(buffer, up, offset + 2)
    writeBytes(buffer, down, offset + 10)
    offset += recordSize
  }
  return buffer
}

/** Throws when the buffer is not a whole number of records. */
export function decodeReadings(buffer: Buffer): Readings {
  if (buffer.length % recordSize !== 0) throw new Error('readings are cut short')
  const readings = new Map<number, PortReading>()
  for (let offset = 0; offset < buffer.length; offset += recordSize) {
    const up = readBytes(buffer, offset + 2)
    readings.set(buffer.readUInt16LE(offset), { up, down: readBytes(buffer, offset + 10) })
  }
  return readings
}

function writeBytes(buffer: Buffer, value: Bytes, offset: number): void {
  buffer.writeUInt32LE(value % 0x1_0000_0000, offset)
  buffer.writeUInt32LE(Math.floor(value / 0x1_0000_0000), offset + 4)
}

function readBytes(buffer: Buffer, offset: number): Bytes {
  const value = buffer.readUInt32LE(offset) + buffer.readUInt32LE(offset + 4) * 0x1_0000_0000
  if (!Number.isSafeInteger(value)) throw new Error('a reading is beyond what can be counted')
  return value as Bytes
}
