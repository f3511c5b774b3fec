import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds package.json. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const needed = 24

/**
 * The Node that everything of this project runs on: the one that the lockfile brings, or this process's own
 * where no such package exists for the platform.
 * @returns {string} path of the binary
 */
export function findNode() {
  const brought = join(projectRoot, 'node_modules', '.bin', 'node')
  if (existsSync(brought)) return brought
  if (Number(process.versions.node.split('.')[0]) >= needed) return process.execPath
  throw new Error(
    `Node ${needed} is needed and no package brings it for ${process.platform}-${process.arch}: ` +
      `install Node ${needed} or newer (this is ${process.versions.node}) and run the command again.`,
  )
}

/**
 * This process's environment with the project's own programs, and its Node, first on the path.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnvironment(extra = {}) {
  const bin = join(projectRoot, 'node_modules', '.bin')
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, ...extra }
}
