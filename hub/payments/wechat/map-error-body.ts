import * as z from 'zod'

const errorBody = z.object({ code: z.string().min(1).max(64), message: z.string().catch('') })

/** Code and message of an error answer; null where it is none (a proxy's HTML page, say). */
export function readErrorBody(text: string): { readonly code: string; readonly message: string } | null {
  if (text.length > 16_384) return null
  const parsed = errorBody.safeParse(parseJson(text))
  if (!parsed.success) return null
  return { code: normaliseCode(parsed.data.code), message: cleanText(parsed.data.message) }
}

/** WeChat writes its codes with and without underscores: ORDER_PAID and ORDERPAID are one. */
export function normaliseCode(code: string): string {
  return code.replace(/[^0-9A-Za-z]/g, '').toUpperCase()
}

/** Shortened, on one line, and without what may name a payer (an openid is 28 characters and begins with o). */
export function cleanText(text: string): string {
  return text
    .replace(/\bo[0-9A-Za-z_-]{27}(?![0-9A-Za-z_-])/g, '(a payer)')
    .replace(/\p{C}+/gu, ' ')
    .slice(0, 200)
}

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
