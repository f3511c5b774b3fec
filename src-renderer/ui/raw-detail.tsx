import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button.tsx'
import classes from './ui.module.css'

/** What a program said, in its own words: for who has to look for the cause. */
export function RawDetail({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  return (
    <details className={classes['raw']}>
      <summary>{t('details')}</summary>
      <code>{text}</code> <CopyButton text={text} />
    </details>
  )
}
