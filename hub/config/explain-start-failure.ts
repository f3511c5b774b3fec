import { StartRefused } from './start-refused.ts'

/**
 * What a person can do about an error that ended a start: the problems of a `StartRefused`, a sentence for what the
 * system or the database refused, or null for anything else, which is a bug and needs its stack.
 */
export function explainStartFailure(error: unknown): readonly string[] | null {
  if (error instanceof StartRefused) return error.problems
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  // Node keeps what it knows of a system error beside the message.
  const { address, port, path, syscall }: Readonly<Record<string, unknown>> = { ...error }
  const place = `${address ?? '?'}:${port ?? '?'}`
  switch (error.code) {
    case 'EADDRINUSE':
      return [`${place} is taken by another program: stop it, or set another port (SLUICE_…_PORT)`]
    case 'EADDRNOTAVAIL':
      return [`${place}: this machine has no such address (SLUICE_…_HOST)`]
    case 'ECONNREFUSED':
    case 'ETIMEDOUT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`SLUICE_DATABASE: the database server does not answer (${error.message})`]
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
    case 'ER_DBACCESS_DENIED_ERROR':
      return [
        `SLUICE_DATABASE: the database server refuses the user (${error.message}); the password comes from SLUICE_DATABASE_PASSWORD or SLUICE_DATABASE_PASSWORD_FILE`,
      ]
    case 'ER_BAD_DB_ERROR':
      return [`SLUICE_DATABASE: ${error.message}; create it first`]
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_NOTADB':
    case 'SQLITE_READONLY':
      return [`the database file in the data directory (SLUICE_DATA): ${error.message}`]
    case 'EACCES':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
    case 'EROFS':
      if (syscall === 'listen') return [`${place}: ${error.message}`]
      return path === undefined ? null : [error.message]
    default:
      return null
  }
}
