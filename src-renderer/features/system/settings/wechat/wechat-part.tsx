import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listMerchants, type MerchantView } from '../../../../../hub/contract/admin/merchants.ts'
import { useRight } from '../../../../lib/connection-store.ts'
import { useHubPages } from '../../../../lib/use-hub.ts'
import { NoPermission } from '../../../../ui/no-permission.tsx'
import { PageSkeleton } from '../../../../ui/page-skeleton.tsx'
import { FailureMessage, StateMessage } from '../../../../ui/state-message.tsx'
import classes from '../settings.module.css'
import { MerchantForm } from './merchant-form.tsx'
import { MerchantPanel } from './merchant-panel.tsx'

/** Where the money goes, and whether the way there works. */
export function WechatPart() {
  const { t } = useTranslation('system')
  const mayRead = useRight('merchants.read')
  const mayWrite = useRight('merchants.write')
  const [edited, setEdited] = useState<MerchantView | 'new' | null>(null)
  const list = useHubPages(listMerchants, {}, { enabled: mayRead })
  if (!mayRead) return <NoPermission />
  if (list.query.isPending) return <PageSkeleton />
  if (list.query.error !== null)
    return <FailureMessage error={list.query.error} retry={() => void list.query.refetch()} />
  const add = mayWrite ? (
    <Button variant={list.items.length === 0 ? 'filled' : 'default'} onClick={() => setEdited('new')}>
      {t('settings.wechat.add')}
    </Button>
  ) : null
  return (
    <>
      {list.items.length === 0 ? (
        <StateMessage title={t('settings.wechat.none')} hint={t('settings.wechat.noneHint')} action={add} />
      ) : (
        <>
          {list.items.map(merchant => (
            <MerchantPanel key={merchant.id} merchant={merchant} onEdit={() => setEdited(merchant)} />
          ))}
          <div className={classes['start']}>{add}</div>
        </>
      )}
      <MerchantForm merchant={edited} onClose={() => setEdited(null)} />
    </>
  )
}
