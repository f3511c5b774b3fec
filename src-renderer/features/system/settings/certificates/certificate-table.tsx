import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listCertificates, revokeCertificate } from '../../../../../hub/contract/admin/settings.ts'
import type { EndpointAnswer } from '../../../../../hub/contract/endpoint.ts'
import { useRight } from '../../../../lib/connection-store.ts'
import { useFailureText } from '../../../../lib/use-failure-text.ts'
import { useHubAction, useHubPages } from '../../../../lib/use-hub.ts'
import { useNow } from '../../../../lib/use-now.ts'
import { Confirm } from '../../../../ui/confirm.tsx'
import { DataTable } from '../../../../ui/data-table.tsx'
import { tell, tellFailure } from '../../../../ui/notify.tsx'
import { Panel } from '../../../../ui/panel.tsx'
import { StateMessage } from '../../../../ui/state-message.tsx'
import type { Column } from '../../../../ui/table-types.ts'
import { Tag } from '../../../../ui/tag.tsx'
import { TimeText } from '../../../../ui/time-text.tsx'
import systemClasses from '../../system.module.css'

type Certificate = EndpointAnswer<typeof listCertificates>['items'][number]

/** Everything the hub signed, newest first. */
export function CertificateTable() {
  const { t } = useTranslation('system')
  const describe = useFailureText()
  const [asked, setAsked] = useState<Certificate | null>(null)
  const list = useHubPages(listCertificates)
  const revoke = useHubAction(revokeCertificate, {
    changes: ['certificates.', 'authority.'],
    onDone: () => tell(t('settings.certificates.wasRevoked')),
    onFailed: error => tellFailure(describe(error)),
  })
  const columns = useCertificateColumns(setAsked)
  // A serial is no number that fits; the place in the list tells rows apart.
  const rows = list.items.map((certificate, index) => ({ ...certificate, index }))
  return (
    <Panel title={t('settings.certificates.signed')} flush className={systemClasses['fill'] ?? ''}>
      <DataTable<Certificate & { readonly index: number }>
        label={t('settings.certificates.signed')}
        columns={columns}
        rows={rows}
        rowKey={certificate => certificate.index}
        rowName={certificate => certificate.serial}
        isLoading={list.query.isPending}
        error={list.query.error}
        retry={() => void list.query.refetch()}
        hasMore={list.hasMore}
        loadMore={list.loadMore}
        empty={<StateMessage title={t('settings.certificates.none')} />}
      />
      <Confirm
        isOpen={asked !== null}
        title={t('settings.certificates.revoke')}
        text={
          <>
            {t('settings.certificates.revokeSure')}
            <div className={systemClasses['print']}>{asked?.serial}</div>
          </>
        }
        action={t('settings.certificates.revoke')}
        onClose={() => setAsked(null)}
        onConfirm={() => {
          if (asked !== null) revoke.mutate({ params: { serial: asked.serial } })
        }}
      />
    </Panel>
  )
}

function useCertificateColumns(ask: (certificate: Certificate) => void): readonly Column<Certificate>[] {
  const { t } = useTranslation('system')
  const mayRevoke = useRight('pki.write')
  const now = useNow(60_000)
  return useMemo(
    () => [
      {
        id: 'role',
        header: t('settings.certificates.role'),
        width: 'minmax(110px, 1fr)',
        cell: ({ role, nodeId }) =>
          nodeId === null ? (
            t(`settings.certificates.roles.${role}`)
          ) : (
            <Link className={systemClasses['link']} to={`/nodes/${nodeId}`}>
              {`${t(`settings.certificates.roles.${role}`)} ${nodeId}`}
            </Link>
          ),
      },
      {
        id: 'serial',
        header: t('settings.certificates.serial'),
        width: 'minmax(180px, 1.4fr)',
        cell: ({ serial }) => (
          <span className={systemClasses['code']} title={serial}>
            {serial}
          </span>
        ),
      },
      {
        id: 'issued',
        header: t('settings.certificates.issued'),
        width: '150px',
        cell: ({ issuedAt }) => <TimeText at={issuedAt} as="day" />,
      },
      {
        id: 'expires',
        header: t('settings.certificates.expires'),
        width: '150px',
        cell: ({ expiresAt }) => <TimeText at={expiresAt} as="day" />,
      },
      {
        id: 'state',
        header: t('settings.certificates.state'),
        width: '110px',
        cell: ({ revokedAt, expiresAt }) =>
          revokedAt !== null ? (
            <Tag tone="bad">{t('settings.certificates.revoked')}</Tag>
          ) : expiresAt <= now ? (
            <Tag tone="plain">{t('settings.certificates.expired')}</Tag>
          ) : (
            <Tag tone="ok">{t('settings.certificates.valid')}</Tag>
          ),
      },
      {
        id: 'revoke',
        header: '',
        width: '100px',
        align: 'right',
        cell: certificate =>
          mayRevoke && certificate.revokedAt === null && certificate.expiresAt > now ? (
            <Button size="compact-xs" variant="default" onClick={() => ask(certificate)}>
              {t('settings.certificates.revoke')}
            </Button>
          ) : null,
      },
    ],
    [t, mayRevoke, now, ask],
  )
}
