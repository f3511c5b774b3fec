import { useTranslation } from 'react-i18next'
import { readMailSettings, readMailStatus } from '../../../../../hub/contract/admin/mail.ts'
import type { EndpointAnswer } from '../../../../../hub/contract/endpoint.ts'
import { useHub } from '../../../../lib/use-hub.ts'
import { Loaded } from '../../../../ui/loaded.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import { MailCounts } from './mail-counts.tsx'
import { MailForm } from './mail-form.tsx'
import { MailTest } from './mail-test.tsx'

/** Does mail leave, by which server, and what is stuck. */
export function MailPart() {
  const settings = useHub(readMailSettings)
  const status = useHub(readMailStatus, {}, { everyMs: 10_000 })
  return (
    <Loaded query={settings} height={420}>
      {given => (
        <>
          <MailForm
            key={JSON.stringify(given)}
            given={given}
            standing={<Standing source={given.source} troubled={status.data?.troubled.length ?? 0} />}
          />
          <MailTest />
          <Loaded query={status} height={120}>
            {data => <MailCounts status={data} />}
          </Loaded>
        </>
      )}
    </Loaded>
  )
}

interface StandingProps {
  readonly source: EndpointAnswer<typeof readMailSettings>['source']
  readonly troubled: number
}

function Standing({ source, troubled }: StandingProps) {
  const { t } = useTranslation('system')
  return (
    <Tag tone={source === 'none' ? 'bad' : troubled > 0 ? 'warn' : 'ok'}>
      {source === 'none'
        ? t('settings.mail.none')
        : troubled > 0
          ? t('settings.mail.troubled', { count: troubled })
          : t('settings.mail.well')}
    </Tag>
  )
}
