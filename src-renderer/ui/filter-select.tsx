import { Select } from '@mantine/core'
import classes from './filter-bar.module.css'

interface FilterSelectProps<V extends string> {
  /** What it narrows by; stands in the empty field. */
  readonly label: string
  readonly value: V | null
  readonly options: readonly { readonly value: V; readonly label: string }[]
  onChange(value: V | null): void
  readonly isSearchable?: boolean
}

/** Narrows a list to one value of a field. */
export function FilterSelect<V extends string>(props: FilterSelectProps<V>) {
  const { label, value, options, onChange, isSearchable = false } = props
  return (
    <Select
      className={classes['select'] ?? ''}
      aria-label={label}
      placeholder={label}
      data={options.map(option => ({ ...option }))}
      value={value}
      onChange={chosen => onChange(options.find(option => option.value === chosen)?.value ?? null)}
      clearable
      searchable={isSearchable}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    />
  )
}
