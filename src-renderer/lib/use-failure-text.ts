import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { CallFailed } from './bridge.ts'

export interface FailureText {
  readonly title: string
  readonly hint: string
  /** What a program said, in its own words. */
  readonly raw?: string
}

/** Turns an error into what happened and what to do next, in the window's language. */
export function useFailureText(): (error: Error) => FailureText {
  const { t, i18n } = useTranslation('errors')
  return useCallback(
    (error: Error) => {
      if (!(error instanceof CallFailed)) return { title: t('unknown.title'), hint: error.message }
      const { code, facts } = error.failure
      // Codes of a newer hub have no text here: then the code itself is shown.
      if (!i18n.exists(`errors:${code}.title`))
        return { title: t('unknown.title'), hint: `${code} ${writeFacts(facts)}` }
      const options = { ...facts, defaultValue: '' }
      const why = `${code}.why.${String(facts['why'] ?? facts['reason'])}`
      const { message } = facts
      return {
        ...(code === 'node_unreachable' && typeof message === 'string' ? { raw: message } : {}),
        title: t(`${code}.title` as 'unknown.title', options),
        hint: t((i18n.exists(`errors:${why}`) ? why : `${code}.hint`) as 'unknown.hint', options),
      }
    },
    [t, i18n],
  )
}

function writeFacts(facts: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(facts)
  return text === '{}' ? '' : text
}
