import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { parseActor } from './parse-actor.ts'
import classes from './system.module.css'

/** Who did it: a person by name, the hub's own parts by theirs. */
export function ActorName({ actor }: { readonly actor: string }) {
  const { t } = useTranslation('system')
  const parsed = parseActor(actor)
  const kind = <span className={classes['faint']}>{t(`audit.actorKinds.${parsed.kind}`)}</span>
  switch (parsed.kind) {
    case 'operator':
      return (
        <span title={actor}>
          <b>{parsed.name === '' ? `#${parsed.id}` : parsed.name}</b> {kind}
        </span>
      )
    case 'customer':
      return (
        <Link
          to={`/users/${parsed.userId}`}
          className={classes['link']}
          onClick={event => event.stopPropagation()}
        >
          {`${t('audit.actorKinds.customer')} ${parsed.userId}`}
        </Link>
      )
    case 'command-line':
    case 'system':
      return (
        <span title={actor}>
          {parsed.name} {kind}
        </span>
      )
  }
}
