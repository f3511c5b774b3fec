import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { setAddresses } from '../../../hub/contract/admin/nodes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import { tell } from '../../ui/notify.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AddressFields } from './address-fields.tsx'
import { type AddressForm, buildAddressForms, readAddresses } from './build-node-form.ts'
import classes from './node-form.module.css'

/** Where customers reach a node; their links show a change at once. */
export function NodeAddresses({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation(['nodes', 'common'])
  const mayWrite = useRight('nodes.write')
  const [typed, setTyped] = useState<readonly AddressForm[] | null>(null)
  const forms = typed ?? buildAddressForms(node.addresses)
  const addresses = readAddresses(forms)
  const isChanged = JSON.stringify(addresses) !== JSON.stringify(node.addresses)
  const set = useHubAction(setAddresses, {
    changes: ['node.', 'user.'],
    onDone: () => {
      setTyped(null)
      tell(t('common:saved'))
    },
  })
  return (
    <Panel title={t('addresses')}>
      <fieldset className={classes['plain']} disabled={!mayWrite}>
        <p className={classes['note']}>{t('form.addressesHint')}</p>
        <div>
          <AddressFields addresses={forms} onChange={setTyped} />
        </div>
        <FailureAlert error={set.error} />
        {typed === null || !isChanged ? null : (
          <div className={classes['foot']}>
            <Button variant="subtle" color="gray" onClick={() => setTyped(null)}>
              {t('common:cancel')}
            </Button>
            <Button
              variant="default"
              disabled={addresses === null}
              loading={set.isPending}
              onClick={() =>
                set.mutate({ params: { nodeId: node.id }, body: { addresses: addresses ?? [] } })
              }
            >
              {t('form.saveAddresses')}
            </Button>
          </div>
        )}
      </fieldset>
    </Panel>
  )
}
