import { useTranslation } from 'react-i18next'
import type { RolloutProblem } from '../../../hub/contract/admin/rollouts.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useFormat } from '../../lib/use-format.ts'
import { asFailure } from './refusal.ts'

const parts = ['firewall', 'shadowsocks', 'state', 'disk', 'certificate', 'clock'] as const

/** Why a node failed in a roll-out, or was not rolled back: what happened and what a person can do. */
export function useProblemText(): (problem: RolloutProblem) => string {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const describe = useFailureText()
  return ({ code, facts }) => {
    if (code === 'refused_here') {
      const { error, ...rest } = facts
      const { title, hint } = describe(asFailure(String(error), rest))
      return `${title}. ${hint}`
    }
    const { since, fields } = facts
    const part = parts.find(each => each === facts['part'])
    const text = (name: string) => String(facts[name] ?? '')
    return t(`rollout.problem.${code}`, {
      ...{ message: text('message'), minutes: text('minutes'), lastError: text('lastError') },
      part: part === undefined ? text('part') : t(`part.${part}`),
      since: typeof since === 'number' ? format.short(since) : '',
      fields: Array.isArray(fields) ? fields.join(', ') : '',
    })
  }
}
