import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MerchantReport } from '../../../../../hub/contract/admin/merchants.ts'
import { useFormat } from '../../../../lib/use-format.ts'
import systemClasses from '../../system.module.css'
import classes from '../settings.module.css'

/** What WeChat answered to the last test: what is wrong with which setting, and what to do. */
export function TestReport({ report }: { readonly report: MerchantReport }) {
  const { t } = useTranslation('system')
  const format = useFormat()
  const { ok, problems, clockSkewMs, unproven } = report
  return (
    <div role="status">
      {ok ? (
        <Alert color="green" variant="light" title={t('settings.wechat.good')}>
          {t('settings.wechat.goodHint')}
        </Alert>
      ) : (
        <Alert color="red" variant="light" title={t('settings.wechat.problems', { count: problems.length })}>
          {problems.map(({ about, message, next }) => (
            <div key={`${about} ${message}`} className={classes['problem']}>
              <b>{t(`settings.wechat.about.${about}`)}</b>
              <span>{message}</span>
              <small>{next}</small>
            </div>
          ))}
        </Alert>
      )}
      <p className={systemClasses['faint']} style={{ margin: '8px 0 0' }}>
        {clockSkewMs === null
          ? null
          : `${t('settings.wechat.clock')}: ${format.duration(Math.abs(clockSkewMs))}`}
        {unproven.length === 0
          ? null
          : ` · ${t('settings.wechat.unproven')}: ${unproven
              .map(about => t(`settings.wechat.about.${about}`))
              .join(', ')}`}
      </p>
    </div>
  )
}
