import { StartRefused } from '../config/start-refused.ts'

/** The options that every command has. */
export interface Globals {
  readonly json: boolean
  readonly configFile: string | undefined
  readonly dataDirectory: string | undefined
  readonly out: string | undefined
  /** What is left of the command line. */
  readonly words: readonly string[]
}

const valued = ['--config', '--data', '--out']

/** Takes them out. Throws `StartRefused` where one has no value. */
export function readGlobals(argv: readonly string[]): Globals {
  const words: string[] = []
  const values = new Map<string, string>()
  let json = false
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? ''
    const [flag = '', inline] = word.split(/=(.*)/s, 2)
    if (word === '--json') json = true
    else if (valued.includes(flag)) {
      const value = inline ?? argv[index + 1] ?? ''
      if (value === '') throw new StartRefused([`${flag} needs a value; see sluice --help`])
      values.set(flag, value)
      if (inline === undefined) index += 1
    } else words.push(word)
  }
  return {
    json,
    configFile: values.get('--config'),
    dataDirectory: values.get('--data'),
    out: values.get('--out'),
    words,
  }
}
