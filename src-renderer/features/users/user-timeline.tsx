import { Button, SegmentedControl, Skeleton, Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readTimeline, type TimelineEntry } from '../../../hub/contract/admin/timeline.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubPages } from '../../lib/use-hub.ts'
import { useNow } from '../../lib/use-now.ts'
import { FailureMessage, StateMessage } from '../../ui/state-message.tsx'
import {
  groupByDay,
  linkOf,
  type TimelineDay,
  type TimelinePart,
  timelineParts,
  toneOf,
} from './build-timeline.ts'
import { describeEntry } from './describe-entry.ts'
import classes from './user-timeline.module.css'

const entriesAtOnce = 60

/** All that happened to a user, newest first, under the days: why he was cut at 14:32. */
export function UserTimeline({ userId }: { readonly userId: number }) {
  const { t } = useTranslation(['users', 'userPage', 'common'])
  const [showsAll, setShowsAll] = useState(false)
  const { zone } = useFormat()
  const [about, setAbout] = useState<TimelinePart | 'all'>('all')
  const { items, query, hasMore, loadMore } = useHubPages(readTimeline, {
    params: { userId },
    query: { limit: entriesAtOnce, ...(about === 'all' ? {} : { about }) },
  })
  const shown = showsAll ? items : items.filter(({ kind }) => kind !== 'config.confirmed')
  return (
    <>
      <div className={classes['head']}>
        <SegmentedControl
          size="xs"
          className={classes['parts'] ?? ''}
          aria-label={t('timelineAbout')}
          data={[
            { value: 'all', label: t('common:all') },
            ...timelineParts.map(value => ({ value, label: t(`about.${value}`) })),
          ]}
          value={about}
          onChange={chosen => setAbout(timelineParts.find(part => part === chosen) ?? 'all')}
        />
        <Switch
          size="xs"
          label={t('userPage:confirmations')}
          checked={showsAll}
          onChange={event => setShowsAll(event.currentTarget.checked)}
        />
      </div>
      {query.error !== null && items.length === 0 ? (
        <FailureMessage error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <StateMessage title={t('nothingHappened')} hint={t('nothingHappenedHint')} />
      ) : (
        groupByDay(shown, zone).map(day => <Day key={day.day} day={day} />)
      )}
      {hasMore ? (
        <Button
          variant="default"
          fullWidth
          loading={query.isFetchingNextPage}
          onClick={loadMore}
          className={classes['more'] ?? ''}
        >
          {t('earlier')}
        </Button>
      ) : null}
    </>
  )
}

function Waiting() {
  return (
    <div aria-busy="true" className={classes['waiting']}>
      {[70, 55, 80, 45, 65].map(width => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </div>
  )
}

function Day({ day: { day, at, entries } }: { readonly day: TimelineDay }) {
  const format = useFormat()
  const now = useNow(60_000)
  return (
    <section className={classes['day']} aria-label={format.day(at)}>
      <h3>
        {format.day(at)} <span className={classes['ago']}>{format.dayAgo(day, now)}</span>
      </h3>
      <ol>
        {entries.map(entry => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
    </section>
  )
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const { t, i18n } = useTranslation(['users', 'common'])
  const format = useFormat()
  const { title, details } = describeEntry(entry, { t, i18n, format })
  const to = linkOf(entry)
  return (
    <li className={classes['entry']} data-tone={toneOf(entry)} data-minor={entry.kind === 'config.confirmed'}>
      <time dateTime={new Date(entry.at).toISOString()} title={format.instant(entry.at)}>
        {format.second(entry.at)}
      </time>
      <span className={classes['dot']} aria-hidden />
      <div className={classes['text']}>
        {to === null ? (
          <b className={classes['title']}>{title}</b>
        ) : (
          <Link to={to}>
            <b className={classes['title']}>{title}</b>
          </Link>
        )}
        {details.length === 0 ? null : <span className={classes['details']}>{details.join(' · ')}</span>}
      </div>
    </li>
  )
}
