import { Radio, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Role, role } from '../../../../hub/contract/rights.ts'

interface RoleChoiceProps {
  readonly value: Role
  onChange(value: Role): void
}

/** The four roles, each with what it is for. */
export function RoleChoice({ value, onChange }: RoleChoiceProps) {
  const { t } = useTranslation('system')
  return (
    <Radio.Group label={t('operators.role')} value={value} onChange={chosen => onChange(role.parse(chosen))}>
      <Stack gap="xs" mt={6}>
        {role.options.map(each => (
          <Radio key={each} value={each} label={t(`roles.${each}`)} description={t(`roleHints.${each}`)} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
