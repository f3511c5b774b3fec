import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NoticeView } from '../../../../../hub/contract/admin/content.ts'
import { useRight } from '../../../../lib/connection-store.ts'
import { useFailureText } from '../../../../lib/use-failure-text.ts'
import { useFormat } from '../../../../lib/use-format.ts'
import { useHubAction, useHubPages } from '../../../../lib/use-hub.ts'
import { useNow } from '../../../../lib/use-now.ts'
import { tell, tellFailure, tellWithUndo } from '../../../../ui/notify.tsx'
import { Panel } from '../../../../ui/panel.tsx'
import { FailureMessage, StateMessage } from '../../../../ui/state-message.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import systemClasses from '../../system.module.css'
import { createNotice, listNotices, removeNotice } from '../content-endpoints.ts'
import classes from '../settings.module.css'
import { standingOf } from './build-notice.ts'
import { NoticeForm } from './notice-form.tsx'

/** What stands on the home of every customer. */
export function NoticesPart() {
  const { t } = useTranslation(['system', 'common'])
  const describe = useFailureText()
  const mayWrite = useRight('content.write')
  const [edited, setEdited] = useState<NoticeView | 'new' | null>(null)
  const list = useHubPages(listNotices)
  const onFailed = (error: Error) => tellFailure(describe(error))
  const again = useHubAction(createNotice, {
    changes: ['notice.'],
    onDone: () => tell(t('settings.notices.added')),
    onFailed,
  })
  const remove = useHubAction(removeNotice, { changes: ['notice.'], onFailed })
  const takeAway = (notice: NoticeView) =>
    remove.mutate(
      { params: { noticeId: notice.id } },
      {
        onSuccess() {
          const { level, title, text, showFrom, showUntil } = notice
          tellWithUndo(t('settings.notices.removed'), t('common:undo'), () =>
            again.mutate({ body: { level, title, text, showFrom, showUntil } }),
          )
        },
      },
    )
  return (
    <Panel
      title={t('settings.parts.notices')}
      right={
        mayWrite ? (
          <Button size="compact-sm" onClick={() => setEdited('new')}>
            {t('settings.notices.add')}
          </Button>
        ) : null
      }
    >
      {list.query.error !== null && list.items.length === 0 ? (
        <FailureMessage error={list.query.error} retry={() => void list.query.refetch()} />
      ) : null}
      {list.query.isSuccess && list.items.length === 0 ? (
        <StateMessage title={t('settings.notices.none')} hint={t('settings.notices.noneHint')} />
      ) : null}
      {list.items.map(notice => (
        <NoticeLine
          key={notice.id}
          notice={notice}
          {...(mayWrite ? { onEdit: () => setEdited(notice), onRemove: () => takeAway(notice) } : {})}
        />
      ))}
      {list.hasMore ? (
        <Button variant="subtle" color="gray" onClick={list.loadMore}>
          {t('common:loadMore')}
        </Button>
      ) : null}
      <NoticeForm notice={edited} onClose={() => setEdited(null)} />
    </Panel>
  )
}

interface NoticeLineProps {
  readonly notice: NoticeView
  onEdit?(): void
  onRemove?(): void
}

function NoticeLine({ notice, onEdit, onRemove }: NoticeLineProps) {
  const { t } = useTranslation(['system', 'common'])
  const format = useFormat()
  const now = useNow()
  const standing = standingOf(notice, now)
  const title = notice.title[format.language] || notice.title.zh || notice.title.en
  const text = notice.text[format.language] || notice.text.zh || notice.text.en
  const until = notice.showUntil === null ? t('settings.notices.forever') : format.short(notice.showUntil)
  return (
    <div className={classes['notice']}>
      <div className={systemClasses['two']}>
        <span className={classes['start']}>
          <b>{title}</b>
          <Tag tone={standing === 'shown' ? 'ok' : 'plain'}>{t(`settings.notices.${standing}`)}</Tag>
          {notice.level === 'warning' ? <Tag tone="warn">{t('settings.notices.levels.warning')}</Tag> : null}
        </span>
        <p>{text}</p>
        <small className={systemClasses['faint']}>{`${format.short(notice.showFrom)} – ${until}`}</small>
      </div>
      <span className={classes['start']}>
        {onEdit === undefined ? null : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t('common:edit')} ${title}`}
            onClick={onEdit}
          >
            {t('common:edit')}
          </Button>
        )}
        {onRemove === undefined ? null : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t('common:remove')} ${title}`}
            onClick={onRemove}
          >
            {t('common:remove')}
          </Button>
        )}
      </span>
    </div>
  )
}
