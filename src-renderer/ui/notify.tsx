import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'

const undoMs = 12_000

/** The cross has no words of its own. */
const closing = () => ({ closeButtonProps: { 'aria-label': i18next.t('common:close') } })

/** Says that something was done, at the edge of the window. */
export function tell(message: string): void {
  notifications.show({ ...closing(), message, color: 'water' })
}

/** Says what failed and what to do. */
export function tellFailure({ title, hint }: { readonly title: string; readonly hint?: string }): void {
  notifications.show({ ...closing(), title, message: hint ?? '', color: 'red', autoClose: 10_000 })
}

/** Says that something was done, with a way back. */
export function tellWithUndo(message: string, undoLabel: string, undo: () => void): void {
  let isUndone = false
  const id = notifications.show({
    ...closing(),
    autoClose: undoMs,
    color: 'water',
    message: (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            notifications.hide(id)
            if (isUndone) return
            isUndone = true
            undo()
          }}
        >
          {undoLabel}
        </Button>
      </Group>
    ),
  })
}
