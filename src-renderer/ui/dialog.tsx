import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'

interface DialogProps {
  readonly title: string
  readonly size: number
  onClose(): void
  readonly children: ReactNode
}

/** A dialog that is there as long as it is open: whoever closes it goes on with the keys where it was opened. */
export function Dialog({ children, ...props }: DialogProps) {
  const [opener] = useState(openerOf)
  useEffect(
    () => () => {
      // What closes it may have given the keys to something else by then.
      window.setTimeout(() => {
        if (document.activeElement === document.body) opener?.focus({ preventScroll: true })
      })
    },
    [opener],
  )
  return (
    <Modal opened {...props}>
      {children}
    </Modal>
  )
}

/** What has the keys; in place of an entry of a menu, which is gone by then, what the menu hangs on. */
function openerOf(): HTMLElement | null {
  const active = document.activeElement
  const menu = active?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const opener = menu == null ? active : document.getElementById(menu)
  return opener instanceof HTMLElement ? opener : null
}
