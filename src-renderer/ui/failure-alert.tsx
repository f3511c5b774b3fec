import { Alert } from '@mantine/core'
import { useFailureText } from '../lib/use-failure-text.ts'

/** What just failed, beside the button that was pressed. */
export function FailureAlert({ error }: { readonly error: Error | null }) {
  const describe = useFailureText()
  if (error === null) return null
  const { title, hint } = describe(error)
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      {hint}
    </Alert>
  )
}
