import i18next from 'i18next'
import { create } from 'zustand'
import { ask } from './bridge.ts'

export type Language = 'en' | 'zh'
export type ThemeChoice = 'system' | 'light' | 'dark'

interface Dress {
  readonly language: Language
  readonly theme: ThemeChoice
}

const storageKey = 'dress'

/** Language and theme, remembered on this computer. */
export const useDress = create<Dress>()(() => readDress())

function readDress(): Dress {
  const fallback: Dress = { language: navigator.language.startsWith('zh') ? 'zh' : 'en', theme: 'system' }
  const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
  if (typeof stored !== 'object' || stored === null) return fallback
  const { language, theme } = stored as Partial<Dress>
  return {
    language: language === 'en' || language === 'zh' ? language : fallback.language,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  }
}

/** Changes what is given, here and in the system's menus. */
export function setDress(change: Partial<Dress>): void {
  useDress.setState(change)
  const { language, theme } = useDress.getState()
  localStorage.setItem(storageKey, JSON.stringify({ language, theme }))
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  void i18next.changeLanguage(language)
  void ask('window.dress', { language, theme })
}
