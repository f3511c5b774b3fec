import type { Quote } from '../../contract/customer/quote.ts'
import type { Visit } from '../visit.ts'
import { Facts } from './parts.tsx'

type Cut = Quote['cuts'][number]

/** Exactly what one gets: every cut with its bytes and dates, every bucket, and what ends when. */
export function QuoteTable({ visit, quote }: { readonly visit: Visit; readonly quote: Quote }) {
  const { words, amounts } = visit
  const text = words.buyPage
  const hasCuts = quote.cuts.length + quote.bonusCuts.length > 0
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

function Cuts(props: { readonly visit: Visit; readonly cuts: readonly Cut[]; readonly suffix: string }) {
  const { visit, cuts, suffix } = props
  const { amounts } = visit
  return cuts.map(({ from, until, bytes }) => (
    <tr key={from}>
      <td>{`${amounts.shortDay(from)} – ${amounts.shortDay(until - 1)}${suffix}`}</td>
      <td>{amounts.bytes(bytes)}</td>
    </tr>
  ))
}

function bucketText({ amounts, words }: Visit, bucket: { bytes: number | null; until: number | null }) {
  const until = bucket.until === null ? words.buyPage.untilUsed : amounts.end(bucket.until)
  return `${amounts.bytes(bucket.bytes)} · ${until}`
}

/** The price, from what it costs to what is to be paid. */
export function PriceFacts({ visit, quote }: { readonly visit: Visit; readonly quote: Quote }) {
  const { words, amounts } = visit
  const text = words.buyPage
  return (
    <Facts
      rows={[
        [text.listPrice, amounts.yuan(quote.listPrice)],
        quote.discount === 0 ? null : [text.discount, `−${amounts.yuan(quote.discount)}`],
        quote.credit === 0 ? null : [text.credit, `−${amounts.yuan(quote.credit)}`],
        [text.total, amounts.yuan(quote.total), 'sum'],
      ]}
    />
  )
}
