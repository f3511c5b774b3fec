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

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0b7285"/><path d="M6 5v9M18 5v9M6 6.5h12M10 6.5v5h4v-5M5 18q1.8-1.8 3.5 0t3.5 0 3.5 0 3.5 0" fill="none" stroke="#fff" stroke-width="1.6"/></svg>'

export const iconAsset = asset('icon', 'svg', 'image/svg+xml', icon)
