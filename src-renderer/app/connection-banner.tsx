import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ask } from '../lib/bridge.ts'
import { useConnection } from '../lib/connection-store.ts'
import { useFormat } from '../lib/use-format.ts'
import { useNow } from '../lib/use-now.ts'
import classes from './shell.module.css'

/** Says that the hub is away, for how long, and when it is tried again. */
export function ConnectionBanner() {
  const state = useConnection(store => store.state)
  return state?.kind === 'offline' ? <Offline since={state.since} retryAt={state.retryAt} /> : null
}

function Offline({ since, retryAt }: { readonly since: number; readonly retryAt: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(1_000)
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1_000))
  return (
    <div className={classes['banner']} role="status">
      <span>{t('offline', { since: format.clock(since) })}</span>
      <span>{t('retryIn', { seconds })}</span>
      <Button size="compact-xs" variant="default" onClick={() => void ask('connection.retry', {})}>
        {t('retryNow')}
      </Button>
    </div>
  )
}
