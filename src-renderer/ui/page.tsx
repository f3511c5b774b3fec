import { IconArrowLeft } from '@tabler/icons-react'
import { type ReactNode, useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useLastList, wayBack } from '../lib/last-lists.ts'
import { palette } from '../lib/palette.ts'
import { modifierKey } from '../lib/platform.ts'
import { useScreenKey } from '../lib/use-screen-key.ts'
import { type TabLink, TabLinks } from './tab-links.tsx'
import classes from './ui.module.css'

interface BackTo {
  readonly to: string
  readonly label: string
}

interface PageProps {
  readonly title: string
  /** The list that this is a part of: left of the title, and by Escape. */
  readonly back?: BackTo
  /** Beside the title: the answer to the first question of the screen. */
  readonly tags?: ReactNode
  /** In place of the search box; one primary button at most. */
  readonly actions?: ReactNode
  readonly tabs?: readonly TabLink[]
  readonly children: ReactNode
}

/** A screen: its title with what matters first, tabs where it has parts, its content. */
export function Page({ title, back, tags, actions, tabs, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Sluice`
  }, [title])
  return (
    <div className={classes['page']}>
      <header className={classes['head']}>
        <div className={classes['headText']}>
          {back === undefined ? null : <Back {...back} />}
          <h1>{title}</h1>
          {tags}
        </div>
        {actions === null || actions === undefined ? null : (
          <div className={classes['actions']}>{actions}</div>
        )}
        <SearchBox />
      </header>
      {tabs === undefined ? null : <TabLinks label={title} tabs={tabs} />}
      {children}
    </div>
  )
}

function Back({ to, label }: BackTo) {
  const navigate = useNavigate()
  const list = useLastList(to)
  useScreenKey(
    'Escape',
    useCallback(() => void navigate(list, { state: wayBack }), [navigate, list]),
  )
  return (
    <Link to={list} state={wayBack} className={classes['backLink']} aria-label={label} title={label}>
      <IconArrowLeft size={18} aria-hidden />
    </Link>
  )
}

function SearchBox() {
  const { t } = useTranslation()
  return (
    <button type="button" className={classes['searchBox']} onClick={palette.open}>
      <span>{t('search')}</span>
      <kbd>{modifierKey}K</kbd>
    </button>
  )
}
