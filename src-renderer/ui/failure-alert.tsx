import { Alert } from '@mantine/core'
import { useFailureText } from '../lib/use-failure-text.ts'
import { RawDetail } from './raw-detail.tsx'

/** What just failed, beside the button that was pressed. */
export function FailureAlert({ error }: { readonly error: Error | null }) {
  const describe = useFailureText()
  if (error === null) return null
  const { title, hint, raw } = describe(error)
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      {hint}
      {raw === undefined ? null : <RawDetail text={raw} />}
    </Alert>
  )
}
