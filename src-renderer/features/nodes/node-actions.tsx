import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { useRight } from '../../lib/connection-store.ts'
import { EnrolDialog } from './enrol-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { useDrain } from './use-drain.ts'
import { useRenewal } from './use-renewal.ts'

/** What can be done with a node, in one place. */
export function NodeActions({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation(['nodes', 'common'])
  const [open, setOpen] = useState<'enrol' | 'remove' | null>(null)
  const mayWrite = useRight('nodes.write')
  const mayEnrol = useRight('nodes.enroll')
  const { drain, undrain } = useDrain(node)
  const renew = useRenewal()
  const end = () => setOpen(null)
  const isDraining = node.state === 'draining'
  if (!mayWrite && !mayEnrol) return null
  return (
    <>
      {mayWrite && node.enrolledAt !== null ? (
        <Button
          variant="default"
          loading={drain.isPending || undrain.isPending}
          onClick={() => (isDraining ? undrain : drain).mutate({ params: { nodeId: node.id } })}
        >
          {t(isDraining ? 'undrain' : 'drain')}
        </Button>
      ) : null}
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
            {t('actions')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEnrol && node.enrolledAt !== null ? (
            <>
              <Menu.Item onClick={() => renew.mutate({ params: { nodeId: node.id } })}>
                {t('renew')}
              </Menu.Item>
              <Menu.Item onClick={() => setOpen('enrol')}>{t('enrolAgain')}</Menu.Item>
            </>
          ) : null}
          {mayWrite ? (
            <>
              <Menu.Divider />
              <Menu.Item c="var(--bad)" onClick={() => setOpen('remove')}>
                {t('removeNode')}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {open === 'enrol' ? <EnrolDialog node={node} onClose={end} /> : null}
      {open === 'remove' ? <RemoveDialog node={node} onClose={end} /> : null}
    </>
  )
}
