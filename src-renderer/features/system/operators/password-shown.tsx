import { Button, Group, Modal, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '../../../ui/copy-button.tsx'
import classes from '../system.module.css'

export interface FreshPassword {
  readonly name: string
  readonly password: string
}

interface PasswordShownProps {
  readonly fresh: FreshPassword | null
  onClose(): void
}

/** A password that is shown this once: only the button closes it. */
export function PasswordShown({ fresh, onClose }: PasswordShownProps) {
  const { t } = useTranslation('system')
  return (
    <Modal
      opened={fresh !== null}
      onClose={onClose}
      title={fresh === null ? '' : t('operators.passwordOf', { name: fresh.name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      {fresh === null ? null : (
        <Stack>
          <p className={classes['lead']}>{t('operators.passwordHint')}</p>
          <div className={classes['secret']}>
            <span>{fresh.password}</span> <CopyButton text={fresh.password} />
          </div>
          <Group justify="flex-end">
            <Button onClick={onClose} data-autofocus>
              {t('operators.passwordDone')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
