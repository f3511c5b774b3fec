import { Button, Group, SegmentedControl, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import type { SiteTextView } from '../../../../hub/contract/admin/content.ts'
import { useRight } from '../../../lib/connection-store.ts'
import { useDraft } from '../../../lib/use-draft.ts'
import { useHub, useHubAction } from '../../../lib/use-hub.ts'
import { ConflictNote } from '../../../ui/conflict-note.tsx'
import { FailureAlert } from '../../../ui/failure-alert.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { tell } from '../../../ui/notify.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import systemClasses from '../system.module.css'
import { editText, listTexts } from './content-endpoints.ts'
import classes from './settings.module.css'

const names = ['terms', 'privacy', 'support'] as const

/** Terms, privacy and the support contact, in both languages side by side. */
export function TextsPart() {
  const { t } = useTranslation('system')
  const [name, setName] = useState<SiteTextView['name']>('terms')
  const query = useHub(listTexts)
  return (
    <>
      <SegmentedControl
        value={name}
        aria-label={t('settings.parts.texts')}
        data={names.map(value => ({ value, label: t(`settings.texts.names.${value}`) }))}
        onChange={value => setName(names.find(one => one === value) ?? 'terms')}
        style={{ alignSelf: 'flex-start' }}
      />
      <Loaded query={query} height={420}>
        {({ items }) => {
          const text = items.find(item => item.name === name)
          return text === undefined ? null : <TextForm key={name} text={text} />
        }}
      </Loaded>
    </>
  )
}

const draftSchema = z.object({ zh: z.string(), en: z.string(), version: z.number() })
const currentSchema = z.object({ zh: z.string(), en: z.string(), version: z.number() })
const languages = ['zh', 'en'] as const
const languageNames = { zh: 'chinese', en: 'english' } as const

function TextForm({ text }: { readonly text: SiteTextView }) {
  const { t } = useTranslation(['system', 'common'])
  const mayWrite = useRight('content.write')
  const { zh, en, version } = text
  const draft = useDraft(`text-${text.name}`, draftSchema, { zh, en, version })
  const shown = draft.isDraft ? draft.value : { zh, en, version }
  const edit = useHubAction(editText, {
    changes: ['text.'],
    onDone() {
      draft.end()
      tell(t('settings.texts.saved'))
    },
  })
  const save = (seen: number) =>
    edit.mutate({ params: { name: text.name }, body: { zh: shown.zh, en: shown.en, version: seen } })
  const isConflict = edit.error?.failure.code === 'changed_meanwhile'
  const theirs = isConflict ? currentSchema.safeParse(edit.error?.failure.facts['current']).data : undefined
  return (
    <Panel
      title={t(`settings.texts.names.${text.name}`)}
      right={
        draft.isDraft ? (
          <Tag tone="warn">{t('common:draftKept')}</Tag>
        ) : (
          <Tag tone="plain">{text.isDefault ? t('settings.texts.isDefault') : t('settings.texts.own')}</Tag>
        )
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          save(shown.version)
        }}
      >
        <p className={systemClasses['lead']}>
          {t(`settings.texts.hints.${text.name}`)} {t('settings.texts.paragraphs')}
        </p>
        <div className={classes['pair']} style={{ margin: '12px 0' }}>
          {languages.map(language => (
            <Textarea
              key={language}
              label={t(`settings.notices.${languageNames[language]}`)}
              lang={language}
              value={shown[language]}
              rows={14}
              maxLength={20_000}
              readOnly={!mayWrite}
              onChange={event => draft.set({ ...shown, [language]: event.currentTarget.value })}
            />
          ))}
        </div>
        {theirs === undefined ? (
          <FailureAlert error={edit.error} />
        ) : (
          <ConflictNote
            fields={languages
              .filter(language => theirs[language] !== shown[language])
              .map(language => ({
                label: t(`settings.notices.${languageNames[language]}`),
                theirs: theirs[language],
                mine: shown[language],
              }))}
            onTakeTheirs={() => {
              draft.end()
              edit.reset()
            }}
            onKeepMine={() => save(theirs.version)}
          />
        )}
        {mayWrite ? (
          <Group justify="flex-end" mt="sm">
            {draft.isDraft ? (
              <Button variant="default" onClick={draft.end}>
                {t('common:cancel')}
              </Button>
            ) : null}
            <Button type="submit" loading={edit.isPending} disabled={!draft.isDraft}>
              {t('common:save')}
            </Button>
          </Group>
        ) : null}
      </form>
    </Panel>
  )
}
