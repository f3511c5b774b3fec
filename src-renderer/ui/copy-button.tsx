import { Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../lib/bridge.ts'
import classes from './ui.module.css'

const shownMs = 1_500

/** Copies a text, and says that it did. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation()
  const [isDone, setDone] = useState(false)
  const copy = () => {
    void ask('clipboard.write', { text })
    setDone(true)
    window.setTimeout(() => setDone(false), shownMs)
  }
  const said = isDone ? t('copied') : (label ?? t('copy'))
  return (
    <Tooltip label={said}>
      <button
        type="button"
        className={classes['copy']}
        aria-label={said}
        onClick={event => {
          event.stopPropagation()
          copy()
        }}
      >
        {isDone ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      </button>
    </Tooltip>
  )
}
