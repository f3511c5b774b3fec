import type { TestProject } from 'vitest/node'
import { hasMariadb, type MariadbAddress, startMariadb } from './mariadb.ts'
import { memoryFolder } from './temp-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that all test files of a run share; undefined where none can be started. */
    mariadb: MariadbAddress | undefined
  }
}

/**
 * Starts one server for a whole run of tests; vitest calls it before the first file and ends it after the last. Its
 * data lie in memory, where waiting for a disk is short: a server that is killed finds them, and nobody cuts the power.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = hasMariadb ? await startMariadb(memoryFolder) : undefined
  project.provide('mariadb', server?.address)
  return async () => server?.[Symbol.asyncDispose]()
}
