import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { BulkAction, BulkPreview, BulkSelection } from '../../../../hub/contract/admin/bulk-views.ts'
import { CallFailed } from '../../../lib/bridge.ts'
import { useDraft } from '../../../lib/use-draft.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { previewBulk, runBulk } from '../user-endpoints.ts'
import { type BulkKind, bulkForm, emptyBulk, parseBulkChange, readBulkForm } from './build-bulk.ts'
import { BulkChangedNote } from './bulk-changed-note.tsx'
import { BulkFields } from './bulk-fields.tsx'
import { BulkPreviewView } from './bulk-preview-view.tsx'

interface BulkDialogProps {
  readonly kind: BulkKind
  readonly selection: BulkSelection
  /** How many are selected. */
  readonly count: number
  onClose(): void
}

/** Does something for many users: first what, then who and how much that is, and only then it is begun. */
export function BulkDialog({ kind, selection, count, onClose }: BulkDialogProps) {
  const { t } = useTranslation(['users', 'common'])
  const navigate = useNavigate()
  const draft = useDraft(`bulk.${kind}`, bulkForm, emptyBulk)
  const [isTried, setTried] = useState(false)
  // What the preview was asked for: the fields may say something else by the time it comes.
  const [asked, setAsked] = useState<BulkAction | null>(null)
  const [found, setFound] = useState<BulkPreview | null>(null)
  const seen = asked === null || found === null ? null : { action: asked, preview: found }
  const { action, wrong } = readBulkForm(kind, draft.value)
  const run = useHubAction(runBulk, {
    changes: ['bulk.'],
    onDone: ({ id }) => {
      draft.end()
      onClose()
      void navigate(`/users/bulk/${id}`)
    },
  })
  const preview = useHubAction(previewBulk, {
    changes: [],
    onDone: answer => {
      run.reset()
      setFound(answer)
    },
  })
  const look = () => {
    setTried(true)
    if (action === null) return
    setAsked(action)
    preview.mutate({ body: { action, selection } })
  }
  const begin = (onChange: 'refuse' | 'previewed') => {
    if (seen === null) return
    const { bulkId, users } = seen.preview
    run.mutate({ params: { bulkId }, body: { users, onChange } })
  }
  const change = run.error instanceof CallFailed ? parseBulkChange(run.error.failure.facts) : null
  return (
    <Dialog onClose={onClose} title={t(`bulk.run.${kind}`, { count })} size={seen === null ? 560 : 800}>
      {seen === null ? (
        <form
          noValidate
          onSubmit={event => {
            event.preventDefault()
            if (!preview.isPending) look()
          }}
        >
          <Stack gap="md">
            <BulkFields
              kind={kind}
              form={draft.value}
              set={changed => draft.set({ ...draft.value, ...changed })}
              isWrong={field => isTried && wrong.has(field)}
            />
            <FailureAlert error={preview.error} />
            <Group justify="end">
              <Button
                variant="default"
                onClick={() => {
                  draft.end()
                  onClose()
                }}
              >
                {t('common:cancel')}
              </Button>
              <Button type="submit" loading={preview.isPending}>
                {t('bulk.preview')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="md">
          <BulkPreviewView key={seen.preview.bulkId} action={seen.action} preview={seen.preview} />
          {change === null ? (
            <FailureAlert error={run.error ?? preview.error} />
          ) : (
            <BulkChangedNote change={change} onPreviewAgain={look} onTakeSeen={() => begin('previewed')} />
          )}
          <Group justify="space-between">
            <Text c="dimmed" size="sm">
              {t('bulk.nothingYet')}
            </Text>
            <Group>
              <Button
                variant="default"
                onClick={() => {
                  run.reset()
                  setFound(null)
                }}
              >
                {t('bulk.change')}
              </Button>
              <Button
                disabled={seen.preview.users === 0 || change !== null}
                loading={run.isPending || preview.isPending}
                onClick={() => begin('refuse')}
                data-autofocus
              >
                {t(`bulk.run.${kind}`, { count: seen.preview.users })}
              </Button>
            </Group>
          </Group>
        </Stack>
      )}
    </Dialog>
  )
}
