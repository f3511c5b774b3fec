import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { CodeBatchView } from '../../../hub/contract/admin/codes.ts'
import { useRight } from '../../lib/connection-store.ts'
import { saveText } from '../../lib/export-text.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { callHub, useHub, useHubAction } from '../../lib/use-hub.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { tell, tellFailure } from '../../ui/notify.tsx'
import { Page } from '../../ui/page.tsx'
import { BatchCodes } from './batch-codes.tsx'
import { BatchStats } from './batch-stats.tsx'
import { BatchTag } from './batch-tag.tsx'
import { exportBatch, readBatch, toggleBatch } from './plan-endpoints.ts'

/** One batch: what its codes do, every code, and who used which. */
export function BatchPage() {
  const { t } = useTranslation('plans')
  const { batchId = '' } = useParams()
  const query = useHub(readBatch, { params: { batchId } })
  const batch = query.data
  return (
    <Page
      title={batch?.name ?? t('batch')}
      back={{ to: '/plans/codes', label: t('tabs.codes') }}
      tags={batch === undefined ? null : <BatchTag batch={batch} />}
      actions={batch === undefined ? null : <BatchActions batch={batch} />}
    >
      <Loaded query={query} height={420}>
        {loaded => (
          <>
            <BatchStats batch={loaded} />
            <BatchCodes batch={loaded} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function BatchActions({ batch }: { readonly batch: CodeBatchView }) {
  const { t } = useTranslation(['plans', 'common'])
  const describe = useFailureText()
  const mayWrite = useRight('codes.write')
  const [isSaving, setSaving] = useState(false)
  const toggle = useHubAction(toggleBatch, {
    changes: ['code.'],
    onDone: ({ disabledAt }) => tell(disabledAt === null ? t('batchOn') : t('batchOff')),
    onFailed: failed => tellFailure(describe(failed)),
  })
  const save = async () => {
    setSaving(true)
    try {
      const { name, csv } = await callHub(exportBatch, { params: { batchId: batch.id } })
      const file = await saveText(name, csv)
      if (file !== null) tell(t('common:exported', { file }))
    } catch (error) {
      tellFailure(describe(error instanceof Error ? error : new Error(String(error))))
    } finally {
      setSaving(false)
    }
  }
  const isOff = batch.disabledAt !== null
  return (
    <>
      {mayWrite ? (
        <Button
          variant="default"
          loading={toggle.isPending}
          onClick={() => toggle.mutate({ params: { batchId: batch.id }, body: { enabled: isOff } })}
        >
          {t(isOff ? 'putBack' : 'takeOut')}
        </Button>
      ) : null}
      <Button
        leftSection={<IconDownload size={15} aria-hidden />}
        loading={isSaving}
        onClick={() => void save()}
      >
        {t('exportCodes')}
      </Button>
    </>
  )
}
