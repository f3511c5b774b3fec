import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as z from 'zod'
import type { UserView } from '../../../../hub/contract/admin/user-views.ts'
import { editUser } from '../../../../hub/contract/admin/users.ts'
import { useDraft } from '../../../lib/use-draft.ts'
import { useHubAction } from '../../../lib/use-hub.ts'
import { ConflictNote } from '../../../ui/conflict-note.tsx'
import { DialogFrame } from '../../../ui/dialog-frame.tsx'
import { tell } from '../../../ui/notify.tsx'
import {
  buildEdit,
  changedFields,
  compareEdits,
  formOf,
  mergeEdits,
  type UserField,
  type UserForm,
  userForm,
  wrongIn,
} from '../build-user-form.ts'
import { touchedByUser } from '../user-endpoints.ts'
import { UserFields } from '../user-fields.tsx'

/** With what it began from: a draft that was kept over a restart may be of an older version of the user. */
const editDraft = z.object({ version: z.number(), base: userForm, form: userForm })

interface EditUserDialogProps {
  /** As he is now: he may be changed by somebody else while this is open. */
  readonly user: UserView
  onClose(): void
}

/** Changes a user. Who is second is shown what the first changed, and neither loses what he typed. */
export function EditUserDialog({ user, onClose }: EditUserDialogProps) {
  const { t } = useTranslation(['userPage', 'users', 'common'])
  const [opened] = useState(user)
  const draft = useDraft(`user.edit.${user.id}`, editDraft, {
    ...{ version: opened.version, base: formOf(opened), form: formOf(opened) },
  })
  const [refused, setRefused] = useState<UserView | null>(null)
  const [isTried, setTried] = useState(false)
  const latest = refused !== null && refused.version > user.version ? refused : user
  const theirs = formOf(latest)
  const { version, base, form } = draft.value
  const differing = latest.version > version ? compareEdits(base, theirs, form) : []
  const edit = useHubAction(editUser, {
    changes: touchedByUser,
    onDone() {
      draft.end()
      tell(t('common:saved'))
      onClose()
    },
    onFailed({ failure: { code, facts } }) {
      // The contract says that the facts carry the user as he is now.
      if (code === 'changed_meanwhile') setRefused(facts['current'] as UserView)
    },
  })
  const send = (from: UserForm, to: UserForm) =>
    edit.mutate({ params: { userId: user.id }, body: buildEdit(latest.version, from, to) })
  const follow = (wins: 'theirs' | 'mine') => {
    const merged = mergeEdits(base, theirs, form, wins)
    draft.set({ version: latest.version, base: theirs, form: merged })
    edit.reset()
    if (wins === 'mine' && changedFields(theirs, merged).length > 0) send(theirs, merged)
  }
  const isConflict = edit.error?.failure.code === 'changed_meanwhile'
  const write = (value: UserForm[UserField]) =>
    Array.isArray(value)
      ? value.length === 0
        ? t('users:anyRegion')
        : value.join(', ')
      : value === ''
        ? '–'
        : String(value)
  return (
    <DialogFrame
      title={t('editTitle', { name: opened.name })}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (Object.keys(wrongIn(form)).length === 0) send(base, form)
      }}
      submit={t('common:save')}
      isReady={differing.length === 0 && changedFields(base, form).length > 0}
      isSending={edit.isPending}
      error={isConflict ? null : edit.error}
      size={600}
      aside={
        draft.isDraft ? (
          <Button variant="subtle" color="gray" onClick={draft.end}>
            {t('users:discardDraft')}
          </Button>
        ) : null
      }
    >
      <UserFields
        form={form}
        onChange={typed => draft.set({ version, base, form: typed })}
        isTried={isTried}
      />
      {differing.length === 0 ? null : (
        <ConflictNote
          fields={differing.map(change => ({
            label: t(`users:${change.field}`),
            theirs: write(change.theirs),
            mine: change.mine === null ? t('asItWas', { value: write(change.before) }) : write(change.mine),
          }))}
          onTakeTheirs={() => follow('theirs')}
          onKeepMine={() => follow('mine')}
        />
      )}
    </DialogFrame>
  )
}
