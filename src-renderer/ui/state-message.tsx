import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CallFailed } from '../lib/bridge.ts'
import { useFailureText } from '../lib/use-failure-text.ts'
import { RawDetail } from './raw-detail.tsx'
import classes from './ui.module.css'

interface StateMessageProps {
  readonly title: string
  /** What to do next. */
  readonly hint?: ReactNode
  readonly action?: ReactNode
}

/** Stands where content would be: nothing there, not allowed, or failed. */
export function StateMessage({ title, hint, action }: StateMessageProps) {
  return (
    <div className={classes['state']} role="status">
      <div className={classes['stateTitle']}>{title}</div>
      {hint === undefined ? null : <div className={classes['muted']}>{hint}</div>}
      {action}
    </div>
  )
}

/** What went wrong with loading, and a way to try again. */
export function FailureMessage({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const { t } = useTranslation()
  const describe = useFailureText()
  const { title, hint, raw } = describe(error)
  const isHopeless = error instanceof CallFailed && error.failure.code === 'forbidden'
  return (
    <StateMessage
      title={title}
      hint={
        <>
          {hint}
          {raw === undefined ? null : <RawDetail text={raw} />}
        </>
      }
      action={
        retry === undefined || isHopeless ? undefined : (
          <Button variant="default" onClick={retry}>
            {t('refresh')}
          </Button>
        )
      }
    />
  )
}
