import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, Route, Routes } from 'react-router'
import { SystemFrame } from '../system-frame.tsx'
import { CertificatesPart } from './certificates/certificates-part.tsx'
import { MailPart } from './mail/mail-part.tsx'
import { NoticesPart } from './notices/notices-part.tsx'
import classes from './settings.module.css'
import { SitePart } from './site-part.tsx'
import { SubscriptionsPart } from './subscriptions-part.tsx'
import { TextsPart } from './texts-part.tsx'
import { WechatPart } from './wechat/wechat-part.tsx'

const parts = [
  ['site', SitePart],
  ['notices', NoticesPart],
  ['texts', TextsPart],
  ['wechat', WechatPart],
  ['mail', MailPart],
  ['subscriptions', SubscriptionsPart],
  ['certificates', CertificatesPart],
] as const

/** Everything that is set once and seldom changed, each part by itself. */
export function SettingsRoutes() {
  const { t } = useTranslation('system')
  return (
    <SystemFrame part="settings">
      <div className={classes['split']}>
        <nav className={classes['side']} aria-label={t('tabs.settings')}>
          {parts.map(([name]) => (
            <NavLink key={name} to={`/system/settings/${name}`}>
              {t(`settings.parts.${name}`)}
            </NavLink>
          ))}
        </nav>
        <div className={classes['content']}>
          <Routes>
            <Route index element={<Navigate to="/system/settings/site" replace />} />
            {parts.map(([name, Part]) => (
              <Route key={name} path={name} element={<Part />} />
            ))}
            <Route path="*" element={<Navigate to="/system/settings/site" replace />} />
          </Routes>
        </div>
      </div>
    </SystemFrame>
  )
}
