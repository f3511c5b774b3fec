import { CopyButton } from '../../ui/copy-button.tsx'
import classes from './connect.module.css'

/** 64 hex digits in groups of four: easy to compare by eye and aloud. */
export function Fingerprint({ print }: { readonly print: string }) {
  return (
    <div className={classes['print']}>
      {print.match(/.{1,4}/g)?.join(' ') ?? print} <CopyButton text={print} />
    </div>
  )
}
