import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { HubGlimpse } from '../../../src-main/ipc-contract/profile.ts'
import { useFormat } from '../../lib/use-format.ts'
import { Facts } from '../../ui/facts.tsx'
import { FailureAlert } from '../../ui/failure-alert.tsx'
import classes from './connect.module.css'
import { Fingerprint } from './fingerprint.tsx'

interface TrustQuestionProps {
  readonly glimpse: HubGlimpse
  readonly isBusy: boolean
  readonly error: Error | null
  onTrust(): void
  onBack(): void
}

/** Shows who answered, before a word is said to them. */
export function TrustQuestion({ glimpse, isBusy, error, onTrust, onBack }: TrustQuestionProps) {
  const { t } = useTranslation(['connect', 'common'])
  const format = useFormat()
  const { trust, certificate, sshHostKey } = glimpse
  const lead = {
    authority: t('trustAuthority'),
    system: t('trustSystem'),
    loopback: t('trustLoopback'),
  }[trust.kind]
  return (
    <Stack gap="sm">
      <div>
        <h1>{t('trustTitle')}</h1>
        <p className={classes['lead']} style={{ margin: 0 }}>
          {lead}
        </p>
      </div>
      {trust.kind === 'authority' ? (
        <div>
          <h2>{t('fingerprint')}</h2>
          <Fingerprint print={trust.fingerprint} />
        </div>
      ) : null}
      {sshHostKey === null ? null : (
        <div>
          <h2>{t('hostKey')}</h2>
          <Fingerprint print={sshHostKey} />
        </div>
      )}
      {certificate === null ? null : (
        <Facts
          items={[
            [t('certificateFor'), certificate.subject],
            [t('issuer'), certificate.issuer],
            [t('validUntil'), format.day(certificate.validUntil)],
          ]}
        />
      )}
      <FailureAlert error={error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          {t('common:back')}
        </Button>
        <Button onClick={onTrust} loading={isBusy}>
          {t('trust')}
        </Button>
      </Group>
    </Stack>
  )
}
