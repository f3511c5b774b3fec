import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'

const undoMs = 12_000

/** Says that something was done, at the edge of the window. */
export function tell(message: string): void {
  notifications.show({ message, color: 'water' })
}

/** Says what failed and what to do. */
export function tellFailure({ title, hint }: { readonly title: string; readonly hint?: string }): void {
  notifications.show({ title, message: hint ?? '', color: 'red', autoClose: 10_000 })
}

/** Says that something was done, with a way back. */
export function tellWithUndo(message: string, undoLabel: string, undo: () => void): void {
  const id = notifications.show({
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
            undo()
          }}
        >
          {undoLabel}
        </Button>
      </Group>
    ),
  })
}
