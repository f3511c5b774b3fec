import { Fragment, type ReactNode } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import classes from './order-page.module.css'

interface RawFactsProps {
  /** A null value is left out; `code` marks what is copied and compared sign by sign. */
  readonly items: readonly (readonly [name: string, value: ReactNode, look?: 'code'])[]
}

/** Facts as they stand in the book. */
export function RawFacts({ items }: RawFactsProps) {
  return (
    <dl className={classes['raw']}>
      {items
        .filter(([, value]) => value !== null)
        .map(([name, value, look]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              {look === 'code' ? (
                <>
                  <span className={classes['code']}>{value}</span> <CopyButton text={String(value)} />
                </>
              ) : (
                value
              )}
            </dd>
          </Fragment>
        ))}
    </dl>
  )
}
