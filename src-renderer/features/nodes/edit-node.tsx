import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { type NodeDetail, type NodeView, nodeView } from '../../../hub/contract/admin/node-views.ts'
import { editNode } from '../../../hub/contract/admin/nodes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { isAmong, useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import {
  buildNodeChange,
  buildNodeForm,
  type NodeForm,
  type NodeSettings,
  nodeForm,
  readNodeForm,
} from './build-node-form.ts'
import { NodeAddresses } from './node-addresses.tsx'
import { NodeConflict } from './node-conflict.tsx'
import { NodeFields } from './node-fields.tsx'
import classes from './node-form.module.css'
import { NodeRate } from './node-rate.tsx'

/** A draft knows of which version of the node it is, and what that said. */
const editDraft = z.strictObject({ base: nodeForm, version: z.number(), form: nodeForm })

/** Settings, addresses and rate of a node; two who change it see what the other changed. */
export function EditNode({ node }: { readonly node: NodeDetail }) {
  return (
    <div className={classes['columns']}>
      <Settings node={node} />
      <div className={classes['column']}>
        <NodeAddresses node={node} />
        <NodeRate node={node} />
      </div>
    </div>
  )
}

function Settings({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation(['nodes', 'common'])
  const client = useQueryClient()
  const mayWrite = useRight('nodes.write')
  const now = buildNodeForm(node)
  const draft = useDraft(`node:${node.id}`, editDraft, { base: now, version: node.version, form: now })
  const { base, version, form } = draft.isDraft
    ? draft.value
    : { base: now, version: node.version, form: now }
  const [newer, setNewer] = useState<NodeView | null>(null)
  const before = readNodeForm(base).settings
  const { settings, problems } = readNodeForm(form)
  const change = buildNodeChange(before, settings)
  const edit = useHubAction(editNode, {
    changes: ['node.', 'overview.'],
    onDone() {
      leave()
      tell(t('common:saved'))
    },
    onFailed({ failure: { code, facts } }) {
      // The contract says that the facts carry the node as it is now.
      if (code === 'changed_meanwhile') setNewer(nodeView.parse(facts['current']))
    },
  })
  const isChanged = Object.keys(change).length > 0
  const isReady = isChanged && Object.keys(problems).length === 0 && newer === null
  return (
    <form
      className={classes['column']}
      onSubmit={event => {
        event.preventDefault()
        if (isReady) send(change, version)
      }}
    >
      <NodeFields
        form={form}
        problems={problems}
        onChange={(typed: NodeForm) => draft.set({ base, version, form: typed })}
      />
      {newer === null ? null : (
        <NodeConflict
          base={before}
          theirs={newer}
          mine={settings}
          onTakeTheirs={() => {
            leave()
            void client.invalidateQueries({ predicate: ({ queryKey }) => isAmong(queryKey, ['node.']) })
          }}
          onKeepMine={() => {
            setNewer(null)
            send(change, newer.version)
          }}
        />
      )}
      <FailureAlert error={edit.error?.failure.code === 'changed_meanwhile' ? null : edit.error} />
      {mayWrite ? (
        <div className={classes['foot']}>
          {isChanged ? (
            <>
              <p className={classes['note']}>{t('common:draftKept')}</p>
              <Button variant="subtle" color="gray" onClick={leave}>
                {t('form.drop')}
              </Button>
            </>
          ) : null}
          <Button type="submit" disabled={!isReady} loading={edit.isPending}>
            {t('common:save')}
          </Button>
        </div>
      ) : null}
    </form>
  )

  function send(changed: Partial<NodeSettings>, seen: number): void {
    edit.mutate({ params: { nodeId: node.id }, body: { ...changed, version: seen } })
  }

  function leave(): void {
    setNewer(null)
    draft.end()
  }
}
