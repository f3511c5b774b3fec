import { Button, Drawer, Group, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import 'dayjs/locale/zh-cn'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import type { NoticeView } from '../../../../../hub/contract/admin/content.ts'
import { useDress } from '../../../../lib/dress.ts'
import { useDraft } from '../../../../lib/use-draft.ts'
import { useHubAction } from '../../../../lib/use-hub.ts'
import { ConflictNote } from '../../../../ui/conflict-note.tsx'
import { FailureAlert } from '../../../../ui/failure-alert.tsx'
import { tell } from '../../../../ui/notify.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import { createNotice, editNotice } from '../content-endpoints.ts'
import { isComplete } from './build-notice.ts'

interface NoticeFormProps {
  readonly notice: NoticeView | 'new' | null
  onClose(): void
}

const words = z.object({ zh: z.string(), en: z.string() })
const draftSchema = z.object({
  level: z.enum(['info', 'warning']),
  title: words,
  text: words,
  showFrom: z.number().nullable(),
  showUntil: z.number().nullable(),
  /** The one that was seen; 0 for a new one. */
  version: z.number(),
})
type Draft = z.output<typeof draftSchema>

const empty: Draft = {
  level: 'info',
  title: { zh: '', en: '' },
  text: { zh: '', en: '' },
  showFrom: null,
  showUntil: null,
  version: 0,
}

/** A notice is written in a drawer; what was written survives until it is sent. */
export function NoticeForm({ notice, onClose }: NoticeFormProps) {
  const { t } = useTranslation('system')
  return (
    <Drawer
      opened={notice !== null}
      onClose={onClose}
      position="right"
      size={560}
      title={notice === 'new' ? t('settings.notices.add') : t('settings.notices.edit')}
    >
      {notice === null ? null : <Fields notice={notice === 'new' ? null : notice} onDone={onClose} />}
    </Drawer>
  )
}

const languages = [
  ['zh', 'chinese'],
  ['en', 'english'],
] as const

function Fields({ notice, onDone }: { readonly notice: NoticeView | null; onDone(): void }) {
  const { t } = useTranslation(['system', 'common'])
  const language = useDress(dress => dress.language)
  const { value, isDraft, set, end } = useDraft(`notice-${notice?.id ?? 'new'}`, draftSchema, notice ?? empty)
  const done = () => {
    end()
    tell(t('settings.notices.added'))
    onDone()
  }
  const create = useHubAction(createNotice, { changes: ['notice.'], onDone: done })
  const edit = useHubAction(editNotice, { changes: ['notice.'], onDone: done })
  const { version: _, ...body } = value
  const { level, title, text, showFrom, showUntil } = body
  const save = (noticeId: number, version: number) =>
    edit.mutate({ params: { noticeId }, body: { ...body, version } })
  const isConflict = edit.error?.failure.code === 'changed_meanwhile'
  const theirs = isConflict ? draftSchema.safeParse(edit.error?.failure.facts['current']).data : undefined
  const picker = {
    clearable: true,
    locale: language === 'zh' ? 'zh-cn' : 'en',
    valueFormat: language === 'zh' ? 'YYYY/M/D HH:mm' : 'D MMM YYYY HH:mm',
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (notice === null) create.mutate({ body })
        else save(notice.id, value.version)
      }}
    >
      <Stack>
        <SegmentedControl
          aria-label={t('settings.notices.level')}
          value={level}
          data={(['info', 'warning'] as const).map(each => ({
            value: each,
            label: t(`settings.notices.levels.${each}`),
          }))}
          onChange={chosen => set({ ...value, level: chosen === 'warning' ? 'warning' : 'info' })}
          style={{ alignSelf: 'flex-start' }}
        />
        {languages.map(([each, name]) => (
          <Stack key={each} gap={6}>
            <TextInput
              label={`${t('settings.notices.title')} · ${t(`settings.notices.${name}`)}`}
              lang={each}
              value={title[each]}
              maxLength={120}
              onChange={event => set({ ...value, title: { ...title, [each]: event.currentTarget.value } })}
            />
            <Textarea
              aria-label={`${t('settings.notices.text')} · ${t(`settings.notices.${name}`)}`}
              lang={each}
              value={text[each]}
              maxLength={4_000}
              autosize
              minRows={3}
              maxRows={8}
              onChange={event => set({ ...value, text: { ...text, [each]: event.currentTarget.value } })}
            />
          </Stack>
        ))}
        <Group grow>
          <DateTimePicker
            {...picker}
            label={t('settings.notices.from')}
            placeholder={t('settings.notices.now')}
            value={showFrom === null ? null : new Date(showFrom)}
            onChange={picked => set({ ...value, showFrom: instantOf(picked) })}
          />
          <DateTimePicker
            {...picker}
            label={t('settings.notices.until')}
            placeholder={t('settings.notices.forever')}
            value={showUntil === null ? null : new Date(showUntil)}
            onChange={picked => set({ ...value, showUntil: instantOf(picked) })}
          />
        </Group>
        {theirs === undefined || notice === null ? (
          <FailureAlert error={create.error ?? edit.error} />
        ) : (
          <ConflictNote
            fields={languages
              .filter(([each]) => theirs.title[each] !== title[each] || theirs.text[each] !== text[each])
              .map(([each, name]) => ({
                label: t(`settings.notices.${name}`),
                theirs: `${theirs.title[each]} – ${theirs.text[each]}`,
                mine: `${title[each]} – ${text[each]}`,
              }))}
            onTakeTheirs={() => {
              set(theirs)
              edit.reset()
            }}
            onKeepMine={() => save(notice.id, theirs.version)}
          />
        )}
        <Group justify="space-between">
          {isDraft ? (
            <Tag tone="warn">{t('common:draftKept')}</Tag>
          ) : (
            <span>{t('settings.notices.needsTitle')}</span>
          )}
          <Button
            type="submit"
            loading={create.isPending || edit.isPending}
            disabled={!isComplete(title, text)}
          >
            {t('common:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** What the picker gives is text in this computer's time zone. */
function instantOf(picked: string | null): number | null {
  return picked === null ? null : new Date(picked.replace(' ', 'T')).getTime()
}
