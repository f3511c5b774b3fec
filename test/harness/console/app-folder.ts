import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../scripts/lab/ip-command.ts'
import { tempFolder } from '../temp-folder.ts'

const projectRoot = join(import.meta.dirname, '..', '..', '..')
/** `nobody` of Debian: what is somebody else's binary runs as it. */
const nobody = 65_534

export interface AppFolder extends Disposable {
  /** The built console, readable by the unprivileged user. */
  readonly app: string
  /** A new folder of that user's. */
  newHome(): string
  /** Starts what follows it as that user; takes the place of the program. */
  writeRunner(name: string, program: string): string
}

/**
 * Copies the built console to where an unprivileged user may read it; `npm run build` makes it. With `hostileScript` a
 * page that runs it stands in the window's place.
 */
export async function openAppFolder(hostileScript?: string): Promise<AppFolder> {
  const built = join(projectRoot, 'out')
  if (!existsSync(join(built, 'main', 'main.js'))) throw new Error('the console is not built')
  const folder = tempFolder('console')
  chmodSync(folder.path, 0o755)
  const app = join(folder.path, 'app')
  cpSync(built, join(app, 'out'), { recursive: true })
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: 'sluice', version: '0.1.0', type: 'module', main: 'out/main/main.js' }),
  )
  if (hostileScript !== undefined) {
    const renderer = join(app, 'out', 'renderer')
    writeFileSync(join(renderer, 'hostile.js'), hostileScript)
    writeFileSync(
      join(renderer, 'index.html'),
      '<!doctype html><title>hostile</title><pre id="found"></pre><script type="module" src="./hostile.js"></script>',
    )
  }
  await run(['chmod', '-R', 'a+rX', app])
  let homes = 0
  return {
    app,
    newHome() {
      homes += 1
      const home = join(folder.path, `home-${homes}`)
      mkdirSync(home, { mode: 0o700 })
      chownSync(home, nobody, nobody)
      return home
    },
    writeRunner(name, program) {
      const file = join(folder.path, name)
      writeFileSync(
        file,
        `#!/bin/sh\nexec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups -- '${program}' "$@"\n`,
      )
      chmodSync(file, 0o755)
      return file
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}
