import type { Quote } from '../../contract/customer/quote.ts'
import type { Visit } from '../visit.ts'
import { Facts } from './parts.tsx'

type Cut = Quote['cuts'][number]

/** Exactly what one gets: every cut with its bytes and dates, every bucket, and what ends when. */
export function QuoteTable({ visit, quote }: { readonly visit: Visit; readonly quote: Quote }) {
  const { words, amounts } = visit
  const text = words.buyPage
  const cuts = [...quote.cuts, ...quote.bonusCuts]
  const hasCuts = cuts.length > 0
  return (
    <>
      {hasCuts && (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.span}</th>
              <th scope="col">{text.bytes}</th>
            </tr>
          </thead>
          <tbody>
            <Cuts visit={visit} cuts={quote.cuts} suffix="" />
            <Cuts visit={visit} cuts={quote.bonusCuts} suffix={` · ${text.bonus}`} />
          </tbody>
          {cuts.length > 1 && (
            <tfoot>
              <tr>
                <th scope="row">{text.sum}</th>
                <td>{amounts.bytes(sumOf(cuts))}</td>
              </tr>
            </tfoot>
          )}
        </table>
      )}
      <Facts
        rows={[
          quote.bucket === null ? null : [text.bytes, bucketText(visit, quote.bucket)],
          quote.bonusBucket === null
            ? null
            : [`${text.bytes} · ${text.bonus}`, bucketText(visit, quote.bonusBucket)],
          hasCuts ? [text.begins, amounts.moment(quote.startsAt)] : null,
          quote.endsAt === null ? null : [text.ends, amounts.end(quote.endsAt)],
          quote.nodeCount === null ? null : [text.nodes, String(quote.nodeCount)],
        ]}
      />
    </>
  )
}

/** Null where one of them is without a limit. */
const sumOf = (cuts: readonly Cut[]): number | null =>
  cuts.reduce<number | null>((sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes), 0)

function Cuts(props: { readonly visit: Visit; readonly cuts: readonly Cut[]; readonly suffix: string }) {
  const { visit, cuts, suffix } = props
  const { amounts, now } = visit
  return cuts.map(({ from, until, bytes }) => (
    <tr key={from}>
      <td>{`${amounts.span(from, until, now)}${suffix}`}</td>
      <td>{amounts.bytes(bytes)}</td>
    </tr>
  ))
}

function bucketText({ amounts, words }: Visit, bucket: { bytes: number | null; until: number | null }) {
  const until = bucket.until === null ? words.buyPage.untilUsed : amounts.end(bucket.until)
  return `${amounts.bytes(bucket.bytes)} · ${until}`
}

/** The price, from what it costs to what is to be paid; `price` is of one piece. */
export function PriceFacts(props: {
  readonly visit: Visit
  readonly quote: Quote
  readonly price: number | null
}) {
  const { visit, quote, price } = props
  const { words, amounts } = visit
  const text = words.buyPage
  const listPrice =
    price === null || quote.quantity === 1
      ? amounts.yuan(quote.listPrice)
      : text.times(amounts.yuan(price), quote.quantity)
  return (
    <Facts
      rows={[
        quote.listPrice === quote.total && quote.quantity === 1 ? null : [text.listPrice, listPrice],
        quote.discount === 0 ? null : [text.discount, `−${amounts.yuan(quote.discount)}`],
        quote.credit === 0 ? null : [text.credit, `−${amounts.yuan(quote.credit)}`],
        [text.total, amounts.yuan(quote.total), 'sum'],
      ]}
    />
  )
}
