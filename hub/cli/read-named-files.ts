import { readFileSync } from 'node:fs'
import { StartRefused } from '../config/start-refused.ts'
import { takesFile } from './describe-option-rule.ts'

/** Puts in the contents of files: `--merchant-key-pem @apiclient_key.pem`. Throws `StartRefused` where there is none. */
export function readNamedFiles(words: readonly string[]): string[] {
  return words.map((word, index) => {
    const [flag = '', inline] = word.split(/=(.*)/s, 2)
    if (inline?.startsWith('@') && takesFile.test(flag)) return `${flag}=${contentsOf(inline.slice(1))}`
    return word.startsWith('@') && takesFile.test(words[index - 1] ?? '') ? contentsOf(word.slice(1)) : word
  })
}

function contentsOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new StartRefused([`${file}: ${error instanceof Error ? error.message : String(error)}`])
  }
}
