import { Checkbox, Switch, TagsInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cipher } from '../../../hub/contract/ciphers.ts'
import type { RolloutForm, RolloutFormProblem } from './build-rollout-form.ts'
import classes from './rollouts.module.css'

interface RolloutSettingsProps {
  readonly form: RolloutForm
  readonly problems: readonly RolloutFormProblem[]
  set(change: Partial<RolloutForm>): void
}

/** The settings that a roll-out can change, each switched on alone; the whole new value is given. */
export function RolloutSettings({ form, problems, set }: RolloutSettingsProps) {
  const { t } = useTranslation('nodes')
  const wrong = (problem: RolloutFormProblem) =>
    problems.includes(problem) ? t(`rollout.wrong.${problem}`) : null
  return (
    <>
      <Setting
        name={t('setting.blockedPorts')}
        isOn={form.setsBlocked}
        onSwitch={setsBlocked => set({ setsBlocked })}
      >
        <TagsInput
          aria-label={t('setting.blockedPorts')}
          description={t('rollout.blockedHint')}
          inputWrapperOrder={['input', 'description', 'error']}
          value={form.blockedPorts}
          onChange={blockedPorts => set({ blockedPorts })}
          maxTags={64}
          splitChars={[',', ' ', '，', '、']}
          placeholder={form.blockedPorts.length === 0 ? t('form.portsPlaceholder') : ''}
          error={wrong('blockedPorts')}
        />
      </Setting>
      <Setting name={t('setting.ports')} isOn={form.setsPorts} onSwitch={setsPorts => set({ setsPorts })}>
        <div className={classes['range']}>
          <TextInput
            aria-label={t('form.portFrom')}
            value={form.portFrom}
            onChange={event => set({ portFrom: event.currentTarget.value })}
            inputMode="numeric"
            error={wrong('ports') !== null}
          />
          <span>–</span>
          <TextInput
            aria-label={t('form.portUntil')}
            value={form.portUntil}
            onChange={event => set({ portUntil: event.currentTarget.value })}
            inputMode="numeric"
            error={wrong('ports') !== null}
          />
        </div>
        <p className={classes['note']}>{wrong('ports') ?? t('rollout.portsHint')}</p>
      </Setting>
      <Setting
        name={t('setting.ciphers')}
        isOn={form.setsCiphers}
        onSwitch={setsCiphers => set({ setsCiphers })}
      >
        <Checkbox.Group
          value={form.ciphers}
          onChange={chosen => set({ ciphers: cipher.options.filter(each => chosen.includes(each)) })}
          error={wrong('ciphers')}
        >
          <div className={classes['checks']}>
            {cipher.options.map(each => (
              <Checkbox key={each} value={each} label={each} size="sm" />
            ))}
          </div>
        </Checkbox.Group>
      </Setting>
    </>
  )
}

interface SettingProps {
  readonly name: string
  readonly isOn: boolean
  onSwitch(isOn: boolean): void
  readonly children: ReactNode
}

function Setting({ name, isOn, onSwitch, children }: SettingProps) {
  const { t } = useTranslation('nodes')
  return (
    <div className={classes['setting']}>
      <Switch
        label={name}
        checked={isOn}
        onChange={event => onSwitch(event.currentTarget.checked)}
        pt={isOn ? 6 : 2}
      />
      {isOn ? <div>{children}</div> : <span className={classes['off']}>{t('rollout.stays')}</span>}
    </div>
  )
}
