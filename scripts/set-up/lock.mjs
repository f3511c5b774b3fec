import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `work` while holding a lock directory; a lock whose owner has died is taken over.
 * @template T
 * @param {string} directory the lock, created and removed here
 * @param {() => T | Promise<T>} work
 * @param {number} [waitMs] how long to wait for another holder before giving up
 * @returns {Promise<T>}
 */
export async function withLock(directory, work, waitMs = 900_000) {
  const deadline = Date.now() + waitMs
  let told = false
  while (!tryLock(directory)) {
    if (Date.now() > deadline) throw new Error(`another process holds ${directory}`)
    if (!told) console.error(`waiting for another set-up to finish (${directory})`)
    told = true
    await sleep(300)
  }
  try {
    return await work()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** @param {string} directory */
function tryLock(directory) {
  try {
    mkdirSync(directory)
    writeFileSync(join(directory, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (ownerIsGone(directory)) rmSync(directory, { recursive: true, force: true })
    return false
  }
}

/** @param {string} directory */
function ownerIsGone(directory) {
  try {
    const pid = Number(readFileSync(join(directory, 'pid'), 'utf8'))
    if (!Number.isInteger(pid) || pid <= 0) return olderThanAMinute(directory)
    process.kill(pid, 0)
    return false
  } catch (error) {
    if (error.code === 'ESRCH') return true
    // The owner sits between mkdir and the writing of its pid, unless it died right there.
    return error.code === 'ENOENT' && olderThanAMinute(directory)
  }
}

/** @param {string} directory */
function olderThanAMinute(directory) {
  const found = statSync(directory, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs > 60_000
}
