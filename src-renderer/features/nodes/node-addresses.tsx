import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import { type NodeAddress, type NodeDetail, nodeAddress } from '../../../hub/contract/admin/node-views.ts'
import { setAddresses } from '../../../hub/contract/admin/nodes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { isAmong, useHubAction } from '../../lib/use-hub.ts'
import { ConflictNote } from '../../ui/conflict-note.tsx'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AddressFields } from './address-fields.tsx'
import { type AddressForm, buildAddressForms, readAddresses } from './build-node-form.ts'
import classes from './node-form.module.css'

const current = z.object({ addresses: z.array(nodeAddress) })

const areSame = (one: readonly NodeAddress[] | null, other: readonly NodeAddress[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
const write = (addresses: readonly NodeAddress[]): string =>
  addresses
    .map(({ host, portOffset }) => (portOffset === 0 ? host : `${host} (+${portOffset})`))
    .join(', ') || '–'

/** Where customers reach a node; their links show a change at once. */
export function NodeAddresses({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation(['nodes', 'common'])
  const mayWrite = useRight('nodes.write')
  const client = useQueryClient()
  // What the typing began with: the node may be loaded again meanwhile.
  const [typed, setTyped] = useState<{ base: readonly NodeAddress[]; forms: readonly AddressForm[] } | null>(
    null,
  )
  const [refused, setRefused] = useState<readonly NodeAddress[] | null>(null)
  const { base, forms } = typed ?? { base: node.addresses, forms: buildAddressForms(node.addresses) }
  const addresses = readAddresses(forms)
  const isChanged = !areSame(addresses, base)
  const theirs = refused ?? (areSame(base, node.addresses) ? null : node.addresses)
  const leave = () => {
    setRefused(null)
    setTyped(null)
  }
  const set = useHubAction(setAddresses, {
    changes: ['node.', 'user.'],
    onDone: () => {
      leave()
      tell(t('common:saved'))
    },
    onFailed({ failure: { code, facts } }) {
      // The contract says that the facts carry the addresses as they are now.
      if (code === 'changed_meanwhile') setRefused(current.parse(facts['current']).addresses)
    },
  })
  const send = (before: readonly NodeAddress[]) =>
    set.mutate({ params: { nodeId: node.id }, body: { addresses: addresses ?? [], before: [...before] } })
  return (
    <Panel title={t('addresses')}>
      <fieldset className={classes['plain']} disabled={!mayWrite}>
        <p className={classes['note']}>{t('form.addressesHint')}</p>
        <div>
          <AddressFields addresses={forms} onChange={changed => setTyped({ base, forms: changed })} />
        </div>
        {theirs === null || addresses === null ? null : (
          <ConflictNote
            fields={[{ label: t('addresses'), theirs: write(theirs), mine: write(addresses) }]}
            onTakeTheirs={() => {
              leave()
              void client.invalidateQueries({ predicate: ({ queryKey }) => isAmong(queryKey, ['node.']) })
            }}
            onKeepMine={() => {
              setRefused(null)
              send(theirs)
            }}
          />
        )}
        <FailureAlert error={set.error?.failure.code === 'changed_meanwhile' ? null : set.error} />
        {typed === null || !isChanged ? null : (
          <div className={classes['foot']}>
            <Button variant="subtle" color="gray" onClick={leave}>
              {t('common:cancel')}
            </Button>
            <Button
              variant="default"
              disabled={addresses === null || theirs !== null}
              loading={set.isPending}
              onClick={() => send(base)}
            >
              {t('form.saveAddresses')}
            </Button>
          </div>
        )}
      </fieldset>
    </Panel>
  )
}
