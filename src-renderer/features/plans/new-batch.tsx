import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { instantsOf } from '../../lib/day-span-rule.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { DialogFrame } from '../../ui/dialog-frame.tsx'
import { tell } from '../../ui/notify.tsx'
import { BatchFields } from './batch-fields.tsx'
import { batchForm, emptyBatch, readBatchForm, readEffect } from './build-batch.ts'
import classes from './codes.module.css'
import { createBatch } from './plan-endpoints.ts'
import { useEffectText } from './use-effect-text.ts'

/** Makes random codes that do the same, or one that is told to many. */
export function NewBatch({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('plans')
  const { zone } = useFormat()
  const navigate = useNavigate()
  const effectText = useEffectText()
  const draft = useDraft('batch:new', batchForm, emptyBatch)
  const form = draft.value
  const { body, problems } = readBatchForm(form, day => instantsOf([day, day], zone).until)
  const effect = readEffect(form)
  const create = useHubAction(createBatch, {
    changes: ['code.'],
    onDone(batch) {
      draft.end()
      tell(t('batchMade', { count: batch.codes }))
      void navigate(`/plans/codes/${batch.id}`)
    },
  })
  return (
    <DialogFrame
      title={t('newBatch')}
      size={620}
      submit={t('makeCodes')}
      isReady={body !== null}
      isSending={create.isPending}
      error={create.error}
      onClose={onClose}
      onCancel={() => {
        draft.end()
        onClose()
      }}
      onSubmit={() => {
        if (body !== null) create.mutate({ body })
      }}
    >
      <BatchFields form={form} problems={problems} set={change => draft.set({ ...form, ...change })} />
      {effect === null ? null : (
        <p className={classes['summary']}>
          {form.isShared
            ? t('summaryShared', { code: form.text.toUpperCase() || '…', effect: effectText(effect) })
            : t('summary', { count: Number(form.count) || 0, effect: effectText(effect) })}
        </p>
      )}
    </DialogFrame>
  )
}
