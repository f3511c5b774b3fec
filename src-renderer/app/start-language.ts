import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { setDress, useDress } from '../lib/dress.ts'
import { en } from '../locales/en/all.ts'
import { zh } from '../locales/zh/all.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof en
    enableSelector: false
  }
}

/** Before the first render: both languages are in the bundle, so nothing is waited for. */
export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: useDress.getState().language,
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: { en, zh },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  setDress({})
}
