import { SegmentedControl, Select } from '@mantine/core'
import classes from './traffic.module.css'

interface ChoiceOfProps<V extends string> {
  /** What is chosen, for those who hear it. */
  readonly label: string
  readonly values: readonly V[]
  /** Null: none of them. */
  readonly value: V | null
  name(value: V): string
  /** Why one cannot be chosen; undefined: it can. */
  refuse?(value: V): string | undefined
  onChoose(value: V): void
}

/** One of a few, all in sight. */
export function ChoiceOf<V extends string>({
  label,
  values,
  value,
  name,
  refuse,
  onChoose,
}: ChoiceOfProps<V>) {
  return (
    <SegmentedControl
      size="sm"
      aria-label={label}
      value={value ?? ''}
      onChange={chosen => choose(values, chosen, onChoose)}
      data={values.map(each => {
        const why = refuse?.(each)
        return { value: each, disabled: why !== undefined, label: <span title={why}>{name(each)}</span> }
      })}
    />
  )
}

/** One of a few, of which the chosen one is in sight. */
export function PickOf<V extends string>({ label, values, value, name, refuse, onChoose }: ChoiceOfProps<V>) {
  return (
    <Select
      className={classes['select'] ?? ''}
      size="sm"
      aria-label={label}
      value={value}
      allowDeselect={false}
      onChange={chosen => choose(values, chosen, onChoose)}
      data={values.map(each => ({ value: each, label: name(each), disabled: refuse?.(each) !== undefined }))}
    />
  )
}

function choose<V extends string>(
  values: readonly V[],
  chosen: string | null,
  take: (value: V) => void,
): void {
  const value = values.find(each => each === chosen)
  if (value !== undefined) take(value)
}
