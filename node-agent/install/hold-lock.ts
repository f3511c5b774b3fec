import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A process by its id and the moment it was started: ids are used again. Empty when there is no such process. */
function identityOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // The first field after the name is the state; a zombie holds nothing any more.
    return fields[0] === 'Z' ? '' : `${pid} ${fields[19]}`
  } catch {
    return ''
  }
}

/**
 * Only one agent may own a state directory. Throws when another does.
 * @returns gives the lock back
 */
export function holdLock(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'lock')
  const own = identityOf(process.pid)
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      writeFileSync(path, own, { flag: 'wx', mode: 0o600 })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = readFileSync(path, 'utf8')
      const pid = Number(holder.split(' ')[0])
      if (holder !== '' && identityOf(pid) === holder) {
        throw new Error(`another agent (process ${pid}) holds ${directory}`)
      }
      rmSync(path, { force: true })
    }
  }
  throw new Error(`the lock ${path} cannot be taken`)
}
