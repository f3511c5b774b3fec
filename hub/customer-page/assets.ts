import { createHash } from 'node:crypto'
import { browserScript } from './browser-script.ts'
import { styleSheet } from './style-sheet.ts'

interface Asset {
  readonly path: string
  readonly type: string
  readonly text: string
}

/** Its name holds what is in it, so that browsers may keep it for ever. */
function asset(name: string, ending: string, type: string, text: string): Asset {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 10)
  return { path: `/assets/${name}-${hash}.${ending}`, type, text }
}

export const styleAsset = asset('page', 'css', 'text/css; charset=utf-8', styleSheet.replaceAll('\n', ''))
export const scriptAsset = asset('page', 'js', 'text/javascript; charset=utf-8', browserScript)
