import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import classes from '../settings.module.css'

const problems = z.array(z.object({ about: z.string(), message: z.string(), next: z.string() }))

/** Which of the settings cannot work, before anything was stored. */
export function MerchantRefusal({ facts }: { readonly facts: Readonly<Record<string, unknown>> }) {
  const { t, i18n } = useTranslation('system')
  const found = problems.safeParse(facts['problems']).data ?? []
  const name = (about: string) =>
    i18n.exists(`system:settings.wechat.about.${about}`)
      ? t(`settings.wechat.about.${about}` as 'settings.wechat.about.mchid')
      : about
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={t('settings.wechat.problems', { count: Math.max(1, found.length) })}
    >
      {found.map(({ about, message, next }) => (
        <div key={`${about} ${message}`} className={classes['problem']}>
          <b>{name(about)}</b>
          <span>{message}</span>
          <small>{next}</small>
        </div>
      ))}
    </Alert>
  )
}
