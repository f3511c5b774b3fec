import { pathToFileURL } from 'node:url'
import { findNode } from './set-up/find-node.mjs'
import { installDebianParts } from './set-up/install-debian-parts.mjs'
import { installNodeModules } from './set-up/install-node-modules.mjs'

/**
 * Installs what is missing to run the project. Runs on the machine's own Node (18 or newer), before anything
 * of node_modules exists.
 * @returns {Promise<string>} path of the Node that the project runs on
 */
export async function prepare() {
  await installNodeModules()
  return findNode()
}

/**
 * As `prepare`, and the programs that only tests use.
 * @returns {Promise<string>} path of the Node that the project runs on
 */
export async function prepareForTests() {
  const node = await prepare()
  await installDebianParts()
  return node
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await prepareForTests()
}
