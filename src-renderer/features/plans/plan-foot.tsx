import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import type { PlanField } from './build-plan-form.ts'
import classes from './plans.module.css'

interface PlanFootProps {
  readonly error: Error | null
  readonly isDraft: boolean
  /** What is empty and has to be filled in. */
  readonly missing: readonly PlanField[]
  /** Forgets what was typed. */
  drop(): void
  readonly submit: ReactNode
}

/** Below a form: what failed, that a draft is kept, and the way to send it. */
export function PlanFoot({ error, isDraft, missing, drop, submit }: PlanFootProps) {
  const { t } = useTranslation(['plans', 'common'])
  return (
    <>
      <FailureAlert error={error} />
      <div className={classes['foot']}>
        {isDraft ? (
          <>
            <p className={classes['note']}>
              {missing.length === 0
                ? t('common:draftKept')
                : t('stillMissing', { fields: missing.map(field => t(`field.${field}`)) })}
            </p>
            <Button variant="subtle" color="gray" onClick={drop}>
              {t('dropDraft')}
            </Button>
          </>
        ) : null}
        {submit}
      </div>
    </>
  )
}
