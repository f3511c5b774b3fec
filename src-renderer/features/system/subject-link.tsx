import { Link } from 'react-router'
import { useWords } from '../../lib/use-words.ts'
import { buildSubject } from './build-subject.ts'
import classes from './system.module.css'

/** What an alert or an entry of the log is about, with a way there. */
export function SubjectLink({ subject }: { readonly subject: string }) {
  const words = useWords()
  const { noun, id, to } = buildSubject(subject)
  const word = words('nouns', noun)
  const text = word === null ? subject : `${word} ${id}`.trim()
  if (to === null) return <span title={subject}>{text}</span>
  return (
    <Link to={to} className={classes['link']} title={subject} onClick={event => event.stopPropagation()}>
      {text}
    </Link>
  )
}
