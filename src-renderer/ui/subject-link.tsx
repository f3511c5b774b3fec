import { Link } from 'react-router'
import { buildSubject } from '../lib/build-subject.ts'
import { useSubjectText } from '../lib/use-words.ts'
import classes from './ui.module.css'

/** What an alert or an entry of the log is about, with a way there. */
export function SubjectLink({
  subject,
  name = null,
}: {
  readonly subject: string
  readonly name?: string | null
}) {
  const describe = useSubjectText()
  const { to } = buildSubject(subject)
  const text = describe(subject, name)
  if (to === null) return <span title={subject}>{text}</span>
  return (
    <Link to={to} className={classes['link']} title={subject} onClick={event => event.stopPropagation()}>
      {text}
    </Link>
  )
}
