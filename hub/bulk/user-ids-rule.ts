/** Users kept in one row: a quarter of what a blob of MariaDB holds. */
export const usersInPart = 4_096
const bytesOfId = 4

/** Ascending ids of users as they are kept: parts of 32-bit numbers, all full but the last. */
export function packUserIds(ids: readonly number[]): Buffer[] {
  const parts: Buffer[] = []
  for (let from = 0; from < ids.length; from += usersInPart) {
    const some = ids.slice(from, from + usersInPart)
    const part = Buffer.alloc(some.length * bytesOfId)
    for (const [i, id] of some.entries()) part.writeUInt32BE(id, i * bytesOfId)
    parts.push(part)
  }
  return parts
}

export function unpackUserIds(part: Buffer): number[] {
  return Array.from({ length: part.length / bytesOfId }, (_, i) => part.readUInt32BE(i * bytesOfId))
}

/** What is in one of two ascending lists and not in the other. */
export function differenceOf(
  before: readonly number[],
  now: readonly number[],
): { readonly added: number[]; readonly gone: number[] } {
  const [had, has] = [new Set(before), new Set(now)]
  return { added: now.filter(id => !had.has(id)), gone: before.filter(id => !has.has(id)) }
}
