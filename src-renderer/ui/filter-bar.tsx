import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './filter-bar.module.css'

interface FilterBarProps {
  readonly children: ReactNode
  /** At the far side: export and the like. */
  readonly right?: ReactNode
  /** Takes all filters away; given where there are some. */
  clear?(): void
}

/** What a list is narrowed by, in a line above it. */
export function FilterBar({ children, right, clear }: FilterBarProps) {
  const { t } = useTranslation()
  return (
    <search className={classes['bar']}>
      {children}
      {clear === undefined ? null : (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={clear}>
          {t('clearFilters')}
        </Button>
      )}
      <span className={classes['space']} />
      {right}
    </search>
  )
}
