import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { DayRange } from '../../ui/day-range.tsx'
import { ChoiceOf, PickOf } from './choice-of.tsx'
import classes from './traffic.module.css'
import type { Traffic } from './use-traffic.ts'
import { looks, measures, presets, rivals, splits, stepNames } from './view-rule.ts'

type TrafficControlsProps = Pick<Traffic, 'view' | 'choose' | 'go'>

/** Which time, in which steps, split by what, beside what. */
export const TrafficControls = memo(function TrafficControls({ view, choose, go }: TrafficControlsProps) {
  const { t } = useTranslation('traffic')
  return (
    <search className={classes['controls']}>
      <div className={classes['row']}>
        <ChoiceOf
          label={t('rangeOf')}
          values={presets}
          value={view.preset}
          name={value => t(`range.${value}`)}
          onChoose={range => choose({ range })}
        />
        <DayRange
          label={t('span')}
          value={view.preset === null ? view.span : null}
          isClearable={false}
          onChange={chosen => {
            if (chosen !== null) go({ from: chosen[0], until: chosen[1], range: null, zoom: null })
          }}
        />
        <span className={classes['space']} />
        <ChoiceOf
          label={t('stepOf')}
          values={stepNames}
          value={view.step}
          name={value => t(`step.${value}`)}
          refuse={value => (view.steps.includes(value) ? undefined : t(`stepNot.${value}`))}
          onChoose={step => choose({ step })}
        />
      </div>
      <div className={classes['row']}>
        <ChoiceOf
          label={t('splitOf')}
          values={splits}
          value={view.split}
          name={value => t(`split.${value}`)}
          onChoose={split => choose({ split })}
        />
        <ChoiceOf
          label={t('lookOf')}
          values={looks}
          value={view.look}
          name={value => t(`look.${value}`)}
          onChoose={look => choose({ look })}
        />
        <span className={classes['space']} />
        <PickOf
          label={t('ofWhat')}
          values={measures}
          value={view.of}
          name={value => t(`of.${value}`)}
          onChoose={of => choose({ of })}
        />
        <PickOf
          label={t('againstOf')}
          values={rivals}
          value={view.against}
          name={value => t(`against.${value}`)}
          refuse={value => (view.preset === 'all' && value !== 'none' ? t('against.none') : undefined)}
          onChoose={against => choose({ against })}
        />
      </div>
    </search>
  )
})
