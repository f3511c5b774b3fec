import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type AddressForm, addressForm, emptyAddress } from './build-node-form.ts'
import classes from './node-form.module.css'

const kinds = addressForm.shape.kind.options

interface AddressFieldsProps {
  readonly addresses: readonly AddressForm[]
  onChange(addresses: AddressForm[]): void
}

/** Where customers reach a node, in the order in which their links name it. */
export function AddressFields({ addresses, onChange }: AddressFieldsProps) {
  const { t } = useTranslation('nodes')
  const set = (index: number, change: Partial<AddressForm>) =>
    onChange(addresses.map((each, at) => (at === index ? { ...each, ...change } : each)))
  return (
    <>
      <ul className={classes['addresses']} aria-label={t('addresses')}>
        {addresses.map((address, index) => (
          // Lines have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: a line that goes takes its text with it
          <li key={index} data-kind={address.kind}>
            <Select
              aria-label={t('form.kindOf', { place: index + 1 })}
              data={kinds.map(value => ({ value, label: t(`addressKind.${value}`) }))}
              value={address.kind}
              onChange={value => {
                const kind = kinds.find(each => each === value)
                if (kind !== undefined) set(index, { kind })
              }}
              allowDeselect={false}
            />
            <TextInput
              aria-label={t('form.hostOf', { place: index + 1 })}
              placeholder={t(`form.hostLike.${address.kind}`)}
              value={address.host}
              onChange={event => set(index, { host: event.currentTarget.value })}
              maxLength={255}
              spellCheck={false}
            />
            {address.kind === 'relay' ? (
              <TextInput
                aria-label={t('form.offsetOf', { place: index + 1 })}
                title={t('form.offsetHint')}
                value={address.portOffset}
                onChange={event => set(index, { portOffset: event.currentTarget.value })}
                leftSection="+"
                inputMode="numeric"
              />
            ) : null}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('form.removeAddress', { place: index + 1 })}
              onClick={() => onChange(addresses.filter((_, at) => at !== index))}
            >
              <IconX size={15} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={addresses.length >= 32}
        onClick={() => onChange([...addresses, emptyAddress])}
      >
        {t('form.addAddress')}
      </Button>
    </>
  )
}
