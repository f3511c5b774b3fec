import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { setDress, useDress } from '../../lib/dress.ts'
import { BrandMark } from '../../ui/brand-mark.tsx'
import classes from './connect.module.css'

/** A card in the middle, the mark above it, the language below. */
export function ConnectFrame({ children }: { readonly children: ReactNode }) {
  const language = useDress(dress => dress.language)
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <main className={classes['frame']}>
      <div className={classes['mark']}>
        <BrandMark size={36} />
        <span>{language === 'zh' ? '水闸 Sluice' : 'Sluice'}</span>
      </div>
      <div className={classes['card']}>{children}</div>
      <Button
        variant="subtle"
        size="compact-sm"
        color="gray"
        lang={other}
        onClick={() => setDress({ language: other })}
      >
        {other === 'zh' ? '中文' : 'English'}
      </Button>
    </main>
  )
}
