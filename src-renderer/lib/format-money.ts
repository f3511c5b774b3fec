import { readNumber } from './parse-number.ts'

/** Fen as yuan: `¥ 1,234.50`; a debit with a true minus sign. */
export function formatMoney(fen: number): string {
  const whole = Math.abs(fen)
  const yuan = Math.floor(whole / 100).toLocaleString('en-US')
  return `${fen < 0 ? '−' : ''}¥ ${yuan}.${String(whole % 100).padStart(2, '0')}`
}

/** Fen as whole yuan, for the axes of charts: `¥ 1,235`. */
export function formatWholeMoney(fen: number): string {
  return `${fen < 0 ? '−' : ''}¥ ${Math.round(Math.abs(fen) / 100).toLocaleString('en-US')}`
}

/** What a person typed as yuan, in fen; null where it is no amount. */
export function parseMoney(text: string): number | null {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(readNumber(text.trim().replace(/^[¥￥]/, '')) ?? '')
  if (match === null) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
