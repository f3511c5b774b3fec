import type { Fen, Instant } from '../../contract/primitives.ts'
import type { Bill, BillRow } from '../payment-provider.ts'

/** Our names for the columns that are read, by the names in the header row. */
const columns = {
  at: '交易时间',
  appid: '公众账号ID',
  mchid: '商户号',
  transactionId: '微信订单号',
  outTradeNo: '商户订单号',
  tradeState: '交易状态',
  currency: '货币种类',
  total: '订单金额',
  refundId: '微信退款单号',
  outRefundNo: '商户退款单号',
  refund: '申请退款金额',
  refundStatus: '退款状态',
} as const

const summaryColumns = { rows: '总交易单数', paid: '订单总金额', refunded: '申请退款总金额' } as const

/**
 * Reads the file of a trade bill (UTF-8, already uncompressed): a header, rows whose fields each begin with a backtick,
 * a summary header and one summary row. Columns are found by name, so that added ones do no harm.
 * Throws `RangeError` with the line for anything else: half a bill must not be taken for a whole one.
 */
export function parseBill(day: string, text: string): Bill {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  while (lines.at(-1)?.trim() === '') lines.pop()
  const header = lines[0]?.split(',') ?? []
  const summaryAt = lines.findIndex((line, index) => index > 0 && !line.startsWith('`'))
  if (summaryAt < 0 || lines.length !== summaryAt + 2)
    throw new RangeError('the bill has no summary at its end')

  const pick = picker(columns, header)
  const rows = lines.slice(1, summaryAt).map((line, index) => atLine(index + 2, () => rowOf(pick(line))))
  const summary = atLine(summaryAt + 2, () => {
    const found = picker(summaryColumns, (lines[summaryAt] ?? '').split(','))(lines[summaryAt + 1] ?? '')
    return { rows: count(found.rows), paid: yuanToFen(found.paid), refunded: yuanToFen(found.refunded) }
  })
  if (summary.rows !== rows.length) {
    throw new RangeError(`the bill has ${rows.length} rows, its summary says ${summary.rows}`)
  }
  return { day, rows, totals: summary }
}

/** Reads a row into the named fields. Throws where a column is missing or the number of fields is another. */
function picker<K extends string>(
  names: Readonly<Record<K, string>>,
  header: readonly string[],
): (line: string) => Record<K, string> {
  const places = new Map<string, number>()
  for (const key in names) {
    const place = header.indexOf(names[key])
    if (place < 0) throw new RangeError(`the bill has no column ${names[key]}`)
    places.set(key, place)
  }
  return line => {
    if (!line.startsWith('`')) throw new RangeError('a row begins with a backtick')
    const fields = line.slice(1).split(',`')
    if (fields.length !== header.length)
      throw new RangeError(`${fields.length} fields, ${header.length} columns`)
    const found: Partial<Record<K, string>> = {}
    for (const key in names) found[key] = (fields[places.get(key) ?? -1] ?? '').trim()
    return found as Record<K, string>
  }
}

function rowOf(field: Record<keyof typeof columns, string>): BillRow {
  const hasRefund = !['', '0'].includes(field.refundId)
  if (field.tradeState === 'REFUND' && !hasRefund) throw new RangeError('a refund without a number')
  return {
    at: beijingInstant(field.at),
    mchid: field.mchid,
    appid: field.appid,
    transactionId: field.transactionId,
    outTradeNo: field.outTradeNo,
    tradeState: field.tradeState,
    currency: field.currency,
    total: yuanToFen(field.total),
    refund: hasRefund
      ? {
          refundId: field.refundId,
          outRefundNo: field.outRefundNo,
          status: field.refundStatus,
          refund: yuanToFen(field.refund),
        }
      : null,
  }
}

/** `12.30` is 1230 fen: read as text, so that no fraction is ever rounded. Throws `RangeError` for anything else. */
export function yuanToFen(text: string): Fen {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text)
  if (found === null) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is no sum of money`)
  return (Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))) as Fen
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is no count`)
  return Number(text)
}

function beijingInstant(text: string): Instant {
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)
    ? Date.parse(`${text.replace(' ', 'T')}+08:00`)
    : Number.NaN
  if (Number.isNaN(at)) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is no time`)
  return at as Instant
}

function atLine<T>(line: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new RangeError(`line ${line} of the bill: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}
