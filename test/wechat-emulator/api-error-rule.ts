/** A business error as WeChat words it; `detail` only for parameters. */
export interface ApiError {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly detail?: { readonly field: string; readonly issue: string; readonly location: 'body' | 'query' }
}

/** What a rule decides: a value, or the refusal WeChat would answer. */
export type Decided<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ApiError }

export function decided<T>(value: T): Decided<T> {
  return { ok: true, value }
}

export function refused(status: number, code: string, message: string): { ok: false; error: ApiError } {
  return { ok: false, error: { status, code, message } }
}

export function wrongParameter(
  field: string,
  issue: string,
  location: 'body' | 'query' = 'body',
): { ok: false; error: ApiError } {
  const message = `参数错误: ${field} ${issue}`
  return {
    ok: false,
    error: { status: 400, code: 'PARAM_ERROR', message, detail: { field, issue, location } },
  }
}

/** The same error in the other of the two spellings that WeChat uses: `ORDER_PAID` and `ORDERPAID`. */
export function spellCode(code: string, style: 'underscored' | 'plain'): string {
  return style === 'plain' ? code.replaceAll('_', '') : code
}
