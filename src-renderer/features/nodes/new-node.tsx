import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { createNode } from '../../../hub/contract/admin/nodes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { NoPermission } from '../../ui/no-permission.tsx'
import { tell } from '../../ui/notify.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AddressFields } from './address-fields.tsx'
import { emptyNode, newNodeForm, readNewNode, readNodeForm } from './build-node-form.ts'
import { NodeFields } from './node-fields.tsx'
import classes from './node-form.module.css'
import { parseRate } from './parse-typed.ts'
import { RateEffect } from './rate-effect.tsx'

/** Describes a node; its page then leads through the enrolment of its agent. */
export function NewNode() {
  const { t } = useTranslation('nodes')
  const mayWrite = useRight('nodes.write')
  return (
    <Page title={t('addNode')} back={{ to: '/nodes', label: t('toNodes') }}>
      {mayWrite ? <Form /> : <NoPermission />}
    </Page>
  )
}

function Form() {
  const { t } = useTranslation(['nodes', 'common'])
  const navigate = useNavigate()
  const draft = useDraft('node:new', newNodeForm, emptyNode)
  const form = draft.value
  const rate = parseRate(form.rate)
  const node = readNewNode(form)
  const { problems } = readNodeForm(form.node)
  const create = useHubAction(createNode, {
    changes: ['node.', 'overview.'],
    onDone({ id, name }) {
      draft.end()
      tell(t('form.made', { name }))
      void navigate(`/nodes/${id}`, { replace: true })
    },
  })
  return (
    <form
      className={classes['columns']}
      onSubmit={event => {
        event.preventDefault()
        if (node !== null) create.mutate({ body: node })
      }}
    >
      <div className={classes['column']}>
        <NodeFields
          form={form.node}
          problems={problems}
          onChange={typed => draft.set({ ...form, node: typed })}
        />
        <FailureAlert error={create.error} />
        <div className={classes['foot']}>
          {draft.isDraft ? (
            <>
              <p className={classes['note']}>{t('common:draftKept')}</p>
              <Button variant="subtle" color="gray" onClick={draft.end}>
                {t('form.drop')}
              </Button>
            </>
          ) : null}
          <Button type="submit" disabled={node === null} loading={create.isPending}>
            {t('addNode')}
          </Button>
        </div>
      </div>
      <div className={classes['column']}>
        <Panel title={t('addresses')}>
          <p className={`${classes['note']} ${classes['lead']}`}>{t('form.addressesHint')}</p>
          <AddressFields
            addresses={form.addresses}
            onChange={addresses => draft.set({ ...form, addresses })}
          />
        </Panel>
        <Panel title={t('rate')}>
          <TextInput
            aria-label={t('rate')}
            value={form.rate}
            onChange={event => draft.set({ ...form, rate: event.currentTarget.value })}
            leftSection="×"
            inputMode="decimal"
            error={rate === null ? t('rateOf.wrong') : null}
            w={130}
          />
          {rate === null ? null : <RateEffect rate={rate} />}
        </Panel>
      </div>
    </form>
  )
}
