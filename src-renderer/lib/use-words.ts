import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { buildSubject } from './build-subject.ts'

type Kind = 'jobs' | 'alerts' | 'alertHints' | 'actions' | 'nouns'

/** Puts a name that the hub has for something into words; null where a newer hub has one that this window has no words for. */
export function useWords(): (kind: Kind, name: string) => string | null {
  const { i18n } = useTranslation('words')
  const { language } = i18n
  return useCallback(
    (kind: Kind, name: string) => {
      const text: unknown = i18n.getResource(language, 'words', `${kind}.${name}`)
      return typeof text === 'string' ? text : null
    },
    [i18n, language],
  )
}

/** `node:3` in words: "Node hk1" where its name is known, else "Node 3". */
export function useSubjectText(): (subject: string, name?: string | null) => string {
  const words = useWords()
  return useCallback(
    (subject: string, name: string | null = null) => {
      const { noun, id } = buildSubject(subject)
      const word = words('nouns', noun)
      return word === null ? subject : `${word} ${name ?? id}`.trim()
    },
    [words],
  )
}
