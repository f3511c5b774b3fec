/** SQLite; InnoDB and the server itself; the file system under either. */
const fullCodes = new Set([
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_FSYNC',
  'SQLITE_IOERR_SHMSIZE',
  'ER_RECORD_FILE_FULL',
  'ER_DISK_FULL',
  'ER_ERROR_ON_WRITE',
  'ENOSPC',
])

/** True where the database could not write for want of room. The transaction was rolled back: nothing is half done. */
export function isStorageFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'string' && fullCodes.has(code)) return true
  const cause = 'driverError' in error ? error.driverError : undefined
  return cause !== undefined && cause !== error && isStorageFull(cause)
}

/** Remembers that the database ran out of room, until somebody has written again. */
export interface StorageWatch {
  /** Milliseconds UTC since when nothing can be written, as far as is known; null: all is well. */
  fullSince(): number | null
  /** Told of every error of a transaction. */
  failed(error: unknown): void
  /** A write has succeeded. */
  wrote(): void
}

export function watchStorage(now: () => number = Date.now): StorageWatch {
  let since: number | null = null
  return {
    fullSince: () => since,
    failed(error) {
      if (isStorageFull(error)) since ??= now()
    },
    wrote() {
      since = null
    },
  }
}
