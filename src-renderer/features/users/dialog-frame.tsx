import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { Dialog } from '../../ui/dialog.tsx'

interface DialogFrameProps {
  readonly title: string
  onClose(): void
  onSubmit(): void
  /** What the button says. */
  readonly submit: string
  readonly isReady?: boolean
  readonly isSending: boolean
  readonly error: Error | null
  /** What cannot be undone is red. */
  readonly isGrave?: boolean
  readonly size?: number
  /** At the left of the buttons. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A dialog that is filled in and sent: its fields, what went wrong, cancel and send. */
export function DialogFrame(props: DialogFrameProps) {
  const { title, onClose, onSubmit, submit, isReady = true, isSending, error, isGrave = false } = props
  const { t } = useTranslation()
  const describe = useFailureText()
  const said = error === null ? null : describe(error)
  return (
    <Dialog onClose={onClose} title={title} size={props.size ?? 520}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (isReady && !isSending) onSubmit()
        }}
      >
        <Stack gap="md">
          {props.children}
          {said === null ? null : (
            <Text role="alert" c="var(--bad)" size="sm">
              {said.title}. {said.hint}
            </Text>
          )}
          <Group justify="space-between">
            <div>{props.aside}</div>
            <Group>
              <Button variant="default" onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button
                type="submit"
                disabled={!isReady}
                loading={isSending}
                {...(isGrave ? { color: 'red.9' } : {})}
              >
                {submit}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
