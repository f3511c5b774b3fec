import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type Pay from 'wechatpay-node-v3'
import * as z from 'zod'
import type { Bill, ProviderAnswer } from '../payment-provider.ts'
import { parseBill } from './parse-bill.ts'
import { type Exchange, officialOrigin, type Send, type TransportLimits } from './transport.ts'

const inflate = promisify(gunzip)

const billReference = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url().max(2_048),
})
type BillReference = z.infer<typeof billReference>

export interface BillDeps {
  readonly pay: Pay
  readonly send: Send
  readonly origin: string
  readonly limits: TransportLimits
  answerOf<T>(exchange: Exchange, read: (body: unknown) => T | null): ProviderAnswer<T>
}

const discarded = (message: string): ProviderAnswer<never> => ({ kind: 'unknown', cause: 'answer', message })

/**
 * Fetches the trade bill of a day: a verified reference, then the file, which is not signed and is proven by the SHA1
 * of its uncompressed text. A file that does not fit is discarded whole. Asking is always safe to repeat.
 */
export async function downloadTradeBill(deps: BillDeps, day: string): Promise<ProviderAnswer<Bill>> {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) {
    return { kind: 'unsent', cause: 'request', message: 'a day is YYYY-MM-DD' }
  }
  const { data } = await deps.pay.tradebill({ bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' })
  const reference = deps.answerOf(data, body => billReference.safeParse(body).data ?? null)
  if (reference.kind !== 'ok') return reference
  return fetchFile(deps, day, reference.value)
}

async function fetchFile(
  deps: BillDeps,
  day: string,
  reference: BillReference,
): Promise<ProviderAnswer<Bill>> {
  const path = filePath(reference.download_url, deps.origin)
  if (path === null) return discarded('the address of the bill is not one of WeChat Pay')
  const answer = await deps.send({
    method: 'GET',
    path,
    serial: null,
    totalMs: deps.limits.billMs,
    maxBytes: deps.limits.maxBillBytes,
  })
  if (answer.kind === 'fault') return { kind: 'unknown', cause: answer.cause, message: answer.message }
  if (answer.status !== 200) return discarded(`the file of the bill was answered with ${answer.status}`)
  const file = await uncompressed(answer.body, deps.limits.maxBillBytes)
  if (file === null) return discarded('the file of the bill is not readable gzip')
  const sha1 = createHash('sha1').update(file).digest('hex')
  if (sha1 !== reference.hash_value.toLowerCase())
    return discarded('the file of the bill does not fit its SHA1')
  try {
    return { kind: 'ok', value: parseBill(day, file.toString('utf8')) }
  } catch (error) {
    if (error instanceof RangeError) return discarded(error.message)
    throw error
  }
}

/** The request carries a signature, so it goes to WeChat alone, whatever host the reference names. */
function filePath(text: string, origin: string): string | null {
  const url = URL.parse(text)
  if (url === null || url.pathname !== '/v3/billdownload/file') return null
  if (url.origin !== origin && url.origin !== officialOrigin) return null
  return url.pathname + url.search
}

async function uncompressed(body: Buffer, maxBytes: number): Promise<Buffer | null> {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  if (!isGzip) return body
  return inflate(body, { maxOutputLength: maxBytes }).catch(() => null)
}
