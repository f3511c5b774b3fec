import { Checkbox, TagsInput, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cipher } from '../../../hub/contract/ciphers.ts'
import { useRight } from '../../lib/connection-store.ts'
import { Panel } from '../../ui/panel.tsx'
import type { NodeForm, NodeProblems } from './build-node-form.ts'
import classes from './node-form.module.css'

interface NodeFieldsProps {
  readonly form: NodeForm
  readonly problems: NodeProblems
  onChange(form: NodeForm): void
  /** Below the names: what a new node has beside. */
  readonly children?: ReactNode
}

/** Everything that an operator says of a node. */
export function NodeFields({ form, problems, onChange, children }: NodeFieldsProps) {
  const { t } = useTranslation('nodes')
  const mayWrite = useRight('nodes.write')
  const set = (change: Partial<NodeForm>) => onChange({ ...form, ...change })
  const typed = (name: Exclude<keyof NodeForm, 'ciphers' | 'blockedPorts'>) => {
    const problem = problems[name]
    return {
      label: t(`form.${name}`),
      value: form[name],
      onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
        set({ [name]: event.currentTarget.value }),
      // An empty field is not wrong yet.
      error: problem === undefined || form[name] === '' ? null : t(`form.problem.${problem}`),
    }
  }
  return (
    <fieldset className={classes['plain']} disabled={!mayWrite}>
      <Panel title={t('form.names')}>
        <div className={classes['grid']}>
          <TextInput {...typed('name')} maxLength={48} required withAsterisk={false} />
          <TextInput {...typed('region')} description={t('form.regionHint')} maxLength={32} />
          <TextInput {...typed('country')} description={t('form.countryHint')} maxLength={2} />
          <TextInput {...typed('capacity')} description={t('form.capacityHint')} inputMode="numeric" />
          <TextInput
            {...typed('managementHost')}
            description={t('form.managementHint')}
            maxLength={255}
            spellCheck={false}
          />
          <TextInput {...typed('managementPort')} description={t('form.portHint')} inputMode="numeric" />
        </div>
      </Panel>
      {children}
      <Panel title={t('servedSettings')}>
        <div className={classes['grid']}>
          <TextInput {...typed('portFrom')} inputMode="numeric" />
          <TextInput {...typed('portUntil')} inputMode="numeric" />
          <div className={classes['wide']}>
            <Checkbox.Group
              label={t('setting.ciphers')}
              value={form.ciphers}
              onChange={chosen => set({ ciphers: cipher.options.filter(each => chosen.includes(each)) })}
              error={problems.ciphers === undefined ? null : t('form.problem.none')}
            >
              <div className={classes['checks']}>
                {cipher.options.map(each => (
                  <Checkbox key={each} value={each} label={each} size="sm" />
                ))}
              </div>
            </Checkbox.Group>
          </div>
          <TagsInput
            className={classes['wide'] ?? ''}
            label={t('setting.blockedPorts')}
            description={t('form.blockedHint')}
            value={form.blockedPorts}
            onChange={blockedPorts => set({ blockedPorts })}
            maxTags={64}
            splitChars={[',', ' ', '，', '、']}
            placeholder={form.blockedPorts.length === 0 ? t('form.portsPlaceholder') : ''}
            error={problems.blockedPorts === undefined ? null : t('form.problem.port')}
          />
          <Textarea
            className={classes['wide'] ?? ''}
            {...typed('note')}
            maxLength={10_000}
            autosize
            minRows={2}
          />
        </div>
      </Panel>
    </fieldset>
  )
}
