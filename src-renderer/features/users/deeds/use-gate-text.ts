import { useTranslation } from 'react-i18next'

/** A gate in words: open, or closed and why. */
export function useGateText(): (gate: string) => string {
  const { t, i18n } = useTranslation()
  return gate => {
    // A newer hub may know more reasons than this window has words for.
    const word = i18n.exists(`common:gate.${gate}`) ? t(`gate.${gate}` as 'gate.open') : gate
    return gate === 'open' ? word : `${t('gate.closed')} · ${word}`
  }
}
