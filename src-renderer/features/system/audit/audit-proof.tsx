import { Button, Skeleton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { proveAudit } from '../../../../hub/contract/admin/audit.ts'
import type { EndpointAnswer } from '../../../../hub/contract/endpoint.ts'
import { useFormat } from '../../../lib/use-format.ts'
import { useHub } from '../../../lib/use-hub.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { FailureMessage } from '../../../ui/state-message.tsx'
import { Tag } from '../../../ui/tag.tsx'
import classes from '../system.module.css'
import auditClasses from './audit.module.css'
import { CompareEnd } from './compare-end.tsx'

type Proof = EndpointAnswer<typeof proveAudit>

/** The first question of the log: was anything in it changed after it was written. */
export function AuditProof() {
  const { t } = useTranslation('system')
  const query = useHub(proveAudit)
  const [isComparing, setComparing] = useState(false)
  return (
    <Panel>
      <div className={auditClasses['proof']}>
        {query.data === undefined ? (
          query.error === null ? (
            <Skeleton height={40} aria-busy="true" aria-label={t('audit.checking')} />
          ) : (
            <FailureMessage error={query.error} retry={() => void query.refetch()} />
          )
        ) : (
          <Result proof={query.data} />
        )}
        <div className={auditClasses['buttons']}>
          <Button size="compact-sm" variant="default" onClick={() => setComparing(true)}>
            {t('audit.compare')}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={query.isFetching}
            onClick={() => void query.refetch()}
          >
            {t('audit.checkAgain')}
          </Button>
        </div>
      </div>
      <CompareEnd isOpen={isComparing} onClose={() => setComparing(false)} />
    </Panel>
  )
}

function Result({ proof }: { readonly proof: Proof }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  if (!proof.ok) {
    return (
      <div role="alert">
        <Tag tone="bad">{t('audit.broken')}</Tag>
        <div className={auditClasses['line']}>
          {t('audit.brokenAt', { number: format.number(proof.number), problem: proof.problem })}
        </div>
      </div>
    )
  }
  return (
    <div>
      <Tag tone="ok">{t('audit.whole')}</Tag>{' '}
      <span>{t('audit.headAt', { number: format.number(proof.head.number) })}</span>{' '}
      <span className={classes['code']} title={proof.head.hash}>
        {proof.head.hash.slice(0, 12)}…
      </span>{' '}
      <CopyButton text={`${proof.head.number} ${proof.head.hash}`} />
      <div className={auditClasses['line']}>
        {proof.anchors.length === 0
          ? t('audit.noAnchor')
          : proof.anchors
              .map(anchor =>
                t('audit.agrees', {
                  when: anchor.at === null ? `#${format.number(anchor.number)}` : format.short(anchor.at),
                  source: t(`audit.sources.${anchor.source}`),
                }),
              )
              .join(' · ')}
      </div>
    </div>
  )
}
