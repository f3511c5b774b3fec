import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'

/** Where the window's own files come from: a scheme of ours, since a page from `file:` may read other files. */
export const rendererScheme = 'sluice-console'
export const rendererOrigin = `${rendererScheme}://app`

/** Scripts and data come from this program alone; styles are written by the components at run time. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Before the program is ready. */
export function registerRendererScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: rendererScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Answers the window's own files from `folder`, and nothing else. */
export function serveRenderer(folder: string): void {
  protocol.handle(rendererScheme, async request => {
    const path = decodeURIComponent(new URL(request.url).pathname)
    const file = normalize(join(folder, path === '/' ? 'index.html' : path))
    const type = types[extname(file)]
    if (!file.startsWith(folder + sep) || type === undefined) return new Response('', { status: 404 })
    const content = await readFile(file).catch(() => null)
    if (content === null) return new Response('', { status: 404 })
    return new Response(new Uint8Array(content), {
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}
