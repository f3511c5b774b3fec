import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './dialog.tsx'
import { FailureAlert } from './failure-alert.tsx'

interface DialogFrameProps {
  readonly title: string
  onClose(): void
  onSubmit(): void
  /** Where cancelling is more than closing. */
  onCancel?(): void
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
  const { title, onClose, onSubmit, onCancel = onClose, submit, isReady = true, isSending } = props
  const { t } = useTranslation()
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
          <FailureAlert error={props.error} />
          <Group justify="space-between">
            <div>{props.aside}</div>
            <Group>
              <Button variant="default" onClick={onCancel}>
                {t('cancel')}
              </Button>
              <Button
                type="submit"
                disabled={!isReady}
                loading={isSending}
                {...(props.isGrave ? { color: 'red.9' } : {})}
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
