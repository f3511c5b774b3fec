import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './ui.module.css'

interface ConfirmProps {
  readonly isOpen: boolean
  readonly title: string
  /** What will be gone. */
  readonly text: ReactNode
  /** What the button does, as a verb. */
  readonly action: string
  onClose(): void
  onConfirm(): void
}

/** Asks before what nobody can undo, and only then. */
export function Confirm({ isOpen, title, text, action, onClose, onConfirm }: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={420}
      // What bears the role is there before it is opened, and has nothing to say then.
      {...(isOpen ? { role: 'alertdialog', 'aria-label': title } : {})}
    >
      <Stack>
        <div className={classes['muted']}>{text}</div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button
            color="red"
            onClick={() => {
              onClose()
              onConfirm()
            }}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
