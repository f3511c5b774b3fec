import { useTranslation } from 'react-i18next'
import { readSettings } from '../../../../hub/contract/admin/settings.ts'
import { useHub } from '../../../lib/use-hub.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Panel } from '../../../ui/panel.tsx'
import classes from '../system.module.css'

/** What no backup holds, and must be kept apart. */
export function KeyNote() {
  const { t } = useTranslation('system')
  const { data } = useHub(readSettings)
  return (
    <Panel
      title={t('backups.keyTitle')}
      right={<span className={classes['faint']}>{t('backups.kept')}</span>}
    >
      <p className={classes['lead']}>
        {t('backups.keyHint')}{' '}
        {data === undefined ? null : (
          <>
            <span className={classes['code']}>{data.masterKeyFingerprint}</span>{' '}
            <CopyButton text={data.masterKeyFingerprint} />
          </>
        )}
      </p>
    </Panel>
  )
}
