import { Radio } from '@mantine/core'
import classes from './choice-cards.module.css'

interface Choice<Value extends string> {
  readonly value: Value
  readonly name: string
  /** What it does. */
  readonly hint: string
  readonly disabled?: boolean
}

interface ChoiceCardsProps<Value extends string> {
  readonly label?: string
  readonly choices: readonly Choice<Value>[]
  readonly value: Value
  onChange(value: Value): void
  readonly columns?: 1 | 2
}

/** One of a few ways, each with what it does. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>) {
  const { label, choices, value, onChange, columns = 1 } = props
  return (
    <Radio.Group
      label={label}
      value={value}
      onChange={chosen => {
        const choice = choices.find(each => each.value === chosen)
        if (choice !== undefined) onChange(choice.value)
      }}
    >
      <div className={classes['choices']} data-columns={columns}>
        {choices.map(each => (
          <Radio.Card
            key={each.value}
            value={each.value}
            disabled={each.disabled === true}
            className={classes['choice'] ?? ''}
          >
            <Radio.Indicator size="xs" />
            <span>
              <b>{each.name}</b>
              <small>{each.hint}</small>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}
