import { Input, SegmentedControl } from '@mantine/core'
import { useId } from 'react'
import classes from './plans.module.css'

interface ChoiceProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly options: readonly V[]
  say(value: V): string
  onChange(value: V): void
  readonly hint?: string
  readonly isDisabled?: boolean
}

/** One of a few, all in sight. */
export function Choice<V extends string>(props: ChoiceProps<V>) {
  const { label, value, options, say, onChange, hint, isDisabled = false } = props
  const id = useId()
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id }}
      {...(hint === undefined ? {} : { description: hint })}
      inputWrapperOrder={['label', 'input', 'description']}
    >
      <div className={classes['choice']}>
        <SegmentedControl
          aria-labelledby={id}
          value={value}
          onChange={chosen => {
            const found = options.find(option => option === chosen)
            if (found !== undefined) onChange(found)
          }}
          data={options.map(option => ({ value: option, label: say(option) }))}
          disabled={isDisabled}
        />
      </div>
    </Input.Wrapper>
  )
}
