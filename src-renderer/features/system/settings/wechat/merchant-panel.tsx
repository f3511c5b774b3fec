import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import {
  activateMerchant,
  type MerchantView,
  retireMerchant,
  testMerchant,
} from '../../../../../hub/contract/admin/merchants.ts'
import { useRight } from '../../../../lib/connection-store.ts'
import { useFailureText } from '../../../../lib/use-failure-text.ts'
import { useFormat } from '../../../../lib/use-format.ts'
import { useHubAction } from '../../../../lib/use-hub.ts'
import { CopyButton } from '../../../../ui/copy-button.tsx'
import { Facts } from '../../../../ui/facts.tsx'
import { tell, tellFailure, tellWithUndo } from '../../../../ui/notify.tsx'
import { Panel } from '../../../../ui/panel.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import systemClasses from '../../system.module.css'
import classes from '../settings.module.css'
import { TestReport } from './test-report.tsx'

interface MerchantPanelProps {
  readonly merchant: MerchantView
  onEdit(): void
}

/** One account: what it is, how its last test went, and what can be done with it. */
export function MerchantPanel({ merchant, onEdit }: MerchantPanelProps) {
  const { t } = useTranslation(['system', 'common'])
  const describe = useFailureText()
  const mayWrite = useRight('merchants.write')
  const target = { params: { merchantId: merchant.id } }
  const shared = { changes: ['merchant.'], onFailed: (error: Error) => tellFailure(describe(error)) }
  const test = useHubAction(testMerchant, shared)
  const activate = useHubAction(activateMerchant, {
    ...shared,
    onDone: ({ mchid }) => tell(t('settings.wechat.activated', { mchid })),
  })
  const retire = useHubAction(retireMerchant, {
    ...shared,
    onDone: ({ mchid }) =>
      tellWithUndo(t('settings.wechat.wasRetired', { mchid }), t('common:undo'), () =>
        activate.mutate(target),
      ),
  })
  const isActive = merchant.state === 'active'
  return (
    <Panel
      title={`${t('settings.wechat.mchid')} ${merchant.mchid}`}
      right={
        isActive ? (
          <Tag tone="ok">{t('settings.wechat.active')}</Tag>
        ) : (
          <Tag tone="plain">{t('settings.wechat.retired')}</Tag>
        )
      }
    >
      <div className={systemClasses['stack']}>
        <MerchantFacts merchant={merchant} />
        <div className={classes['row']}>
          <span className={systemClasses['muted']}>
            {merchant.checkedAt === null ? (
              t('settings.wechat.neverTested')
            ) : (
              <TestedAt at={merchant.checkedAt} />
            )}
          </span>
          {mayWrite ? (
            <span className={classes['start']}>
              <Button variant="default" onClick={onEdit}>
                {t('settings.wechat.edit')}
              </Button>
              {isActive ? (
                <Button variant="default" loading={retire.isPending} onClick={() => retire.mutate(target)}>
                  {t('settings.wechat.retire')}
                </Button>
              ) : (
                <Button
                  variant="default"
                  loading={activate.isPending}
                  onClick={() => activate.mutate(target)}
                >
                  {t('settings.wechat.activate')}
                </Button>
              )}
              <Button loading={test.isPending} onClick={() => test.mutate(target)}>
                {t('settings.wechat.test')}
              </Button>
            </span>
          ) : (
            <span className={systemClasses['faint']}>{t('settings.ownerOnly')}</span>
          )}
        </div>
        {merchant.report === null ? null : <TestReport report={merchant.report} />}
      </div>
    </Panel>
  )
}

function TestedAt({ at }: { readonly at: number }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  return <span title={format.instant(at)}>{t('settings.wechat.tested', { ago: format.relative(at) })}</span>
}

function MerchantFacts({ merchant }: { readonly merchant: MerchantView }) {
  const { t } = useTranslation('system')
  const code = (text: string) => (
    <span className={systemClasses['code']}>
      {text} <CopyButton text={text} />
    </span>
  )
  return (
    <Facts
      items={[
        [t('settings.wechat.appid'), code(merchant.appid)],
        [t('settings.wechat.serial'), code(merchant.merchantSerial)],
        [
          t('settings.wechat.trusts'),
          merchant.hasPublicKey
            ? t('settings.wechat.publicKey', { id: merchant.publicKeyId ?? '' })
            : t('settings.wechat.certificates'),
        ],
        [
          t('settings.wechat.tradeTypes'),
          merchant.tradeTypes.map(type => t(`settings.wechat.tradeTypeNames.${type}`)).join(' · '),
        ],
        [
          t('settings.wechat.notifyUrl'),
          merchant.notifyUrl === null ? t('settings.wechat.noNotifyUrl') : code(merchant.notifyUrl),
        ],
        ...(merchant.origin === null ? [] : [[t('settings.wechat.origin'), code(merchant.origin)] as const]),
      ]}
    />
  )
}
