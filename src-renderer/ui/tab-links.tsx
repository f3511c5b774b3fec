import { NavLink } from 'react-router'
import { useLastList } from '../lib/last-lists.ts'
import classes from './ui.module.css'

export interface TabLink {
  readonly to: string
  readonly label: string
  /** It is the present one only where the address ends with it. */
  readonly end?: boolean
}

/** The parts of a screen, each with an address of its own. */
export function TabLinks({ label, tabs }: { readonly label: string; readonly tabs: readonly TabLink[] }) {
  return (
    <nav className={classes['tabs']} aria-label={label}>
      {tabs.map(tab => (
        <Tab key={tab.to} {...tab} />
      ))}
    </nav>
  )
}

function Tab({ to, label, end = false }: TabLink) {
  return (
    <NavLink to={useLastList(to)} end={end}>
      {label}
    </NavLink>
  )
}
