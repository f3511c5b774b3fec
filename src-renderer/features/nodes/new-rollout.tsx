import { Button, Textarea, TextInput } from '@mantine/core'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { createRollout } from '../../../hub/contract/admin/rollouts.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { NoPermission } from '../../ui/no-permission.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { emptyRollout, type RolloutForm, readRolloutForm, rolloutForm } from './build-rollout-form.ts'
import { RolloutOrder } from './rollout-order.tsx'
import { RolloutPreview } from './rollout-preview.tsx'
import { RolloutSettings } from './rollout-settings.tsx'
import classes from './rollouts.module.css'
import { useFleet } from './use-fleet.ts'

/** A change of settings for several nodes: what changes, who is first, how fast; what it means for each is shown beside. */
export function NewRollout() {
  const { t } = useTranslation('nodes')
  const mayWrite = useRight('nodes.write')
  return (
    <Page title={t('rollout.new')} back={{ to: '/nodes/rollouts', label: t('rollout.back') }}>
      {mayWrite ? <Form /> : <NoPermission />}
    </Page>
  )
}

function Form() {
  const { t } = useTranslation(['nodes', 'common'])
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const first = Number(params.get('first') ?? Number.NaN)
  const draft = useDraft('rollout:new', rolloutForm, emptyRollout)
  const form = draft.value
  const { items } = useFleet()
  const nodes = useMemo(() => items.filter(node => node.enrolledAt !== null), [items])
  const { plan, problems, isWhole } = readRolloutForm(form)
  const set = (change: Partial<RolloutForm>) => draft.set({ ...form, ...change })
  const begin = useHubAction(createRollout, {
    changes: ['rollout.', 'node.'],
    onDone({ id }) {
      draft.end()
      void navigate(`/nodes/rollouts/${id}`, { replace: true })
    },
  })
  const known = nodes.find(({ id }) => id === first)
  useEffect(() => {
    if (known === undefined) return
    // Once: who leaves the node out again, or has begun, is not to find it there again.
    setParams({}, { replace: true })
    if (!form.nodeIds.includes(known.id))
      draft.set({ ...form, ...startFrom(known), nodeIds: [known.id, ...form.nodeIds] })
  })
  return (
    <form
      className={classes['columns']}
      onSubmit={event => {
        event.preventDefault()
        if (isWhole) begin.mutate({ body: { ...plan, nodeIds: [...plan.nodeIds] } })
      }}
    >
      <div className={classes['column']}>
        <Panel title={t('rollout.what')}>
          <RolloutSettings form={form} problems={problems} set={set} />
        </Panel>
        <Panel title={t('rollout.order')}>
          <RolloutOrder nodes={nodes} nodeIds={form.nodeIds} onChange={nodeIds => set({ nodeIds })} />
        </Panel>
        <Panel title={t('rollout.pace')}>
          <div className={classes['pair']}>
            <TextInput
              label={t('rollout.healthyMinutes')}
              description={t('rollout.healthyHint')}
              value={form.healthyMinutes}
              onChange={event => set({ healthyMinutes: event.currentTarget.value })}
              error={problems.includes('healthyMinutes') ? t('rollout.wrong.healthyMinutes') : null}
              inputMode="numeric"
            />
            <TextInput
              label={t('rollout.atOnceOf')}
              description={t('rollout.atOnceHint')}
              value={form.atOnce}
              onChange={event => set({ atOnce: event.currentTarget.value })}
              error={problems.includes('atOnce') ? t('rollout.wrong.atOnce') : null}
              inputMode="numeric"
            />
            <Textarea
              className={classes['wide'] ?? ''}
              label={t('rollout.reason')}
              value={form.reason}
              onChange={event => set({ reason: event.currentTarget.value })}
              maxLength={500}
              autosize
              minRows={2}
            />
          </div>
        </Panel>
        <FailureAlert error={begin.error} />
        <div className={classes['foot']}>
          {draft.isDraft ? (
            <>
              <p className={classes['note']}>{t('common:draftKept')}</p>
              <Button variant="subtle" color="gray" onClick={draft.end}>
                {t('form.drop')}
              </Button>
            </>
          ) : null}
          <Button type="submit" disabled={!isWhole} loading={begin.isPending}>
            {t('rollout.begin', { name: nameOf(plan.nodeIds[0]) })}
          </Button>
        </div>
      </div>
      <div className={`${classes['column']} ${classes['sticky']}`}>
        <RolloutPreview plan={plan} isWhole={isWhole} />
      </div>
    </form>
  )

  function nameOf(nodeId: number | undefined): string {
    return nodes.find(({ id }) => id === nodeId)?.name ?? '…'
  }
}

/** What is typed begins with what the first node has. */
function startFrom(node: {
  readonly ciphers: RolloutForm['ciphers']
  readonly portFrom: number
  readonly portUntil: number
  readonly blockedPorts: readonly number[]
}): Partial<RolloutForm> {
  return {
    ciphers: node.ciphers,
    portFrom: String(node.portFrom),
    portUntil: String(node.portUntil),
    blockedPorts: node.blockedPorts.map(String),
  }
}
