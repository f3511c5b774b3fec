import * as z from 'zod'
import type { UserView } from '../../../hub/contract/admin/user-views.ts'
import type { editUser } from '../../../hub/contract/admin/users.ts'
import type { EndpointRequest } from '../../../hub/contract/endpoint.ts'

/** What of a user an operator may write, as it stands in a form. */
export const userForm = z.object({
  name: z.string(),
  email: z.string(),
  nodeCount: z.number(),
  regions: z.array(z.string()),
  note: z.string(),
})
export type UserForm = z.output<typeof userForm>
export type UserField = keyof UserForm

export const userFields = ['name', 'email', 'nodeCount', 'regions', 'note'] as const satisfies UserField[]

export const emptyForm: UserForm = { name: '', email: '', nodeCount: 2, regions: [], note: '' }

export function formOf(user: UserView): UserForm {
  const { name, email, nodeCount, regions, note } = user
  return { name, email: email ?? '', nodeCount, regions, note }
}

const emailForm = z.email()

/** What keeps a form from being sent, by field. */
export function wrongIn(form: UserForm): { readonly name?: true; readonly email?: true } {
  return {
    ...(form.name.trim() === '' || form.name.trim().length > 64 ? { name: true } : {}),
    ...(emailForm.safeParse(form.email.trim()).success ? {} : { email: true }),
  }
}

function isSame(a: UserForm, b: UserForm, field: UserField): boolean {
  return JSON.stringify(a[field]) === JSON.stringify(b[field])
}

/** The fields that differ. */
export function changedFields(before: UserForm, after: UserForm): readonly UserField[] {
  return userFields.filter(field => !isSame(before, after, field))
}

/** What to send so that `base` becomes `mine`: the fields that differ and no other. */
export function buildEdit(
  version: number,
  base: UserForm,
  mine: UserForm,
): EndpointRequest<typeof editUser>['body'] {
  const changes = changedFields(base, mine).map(field => [field, mine[field]])
  return { version, ...Object.fromEntries(changes) }
}

export interface FieldChange {
  readonly field: UserField
  /** As it was when the form was opened. */
  readonly before: UserForm[UserField]
  readonly theirs: UserForm[UserField]
  /** Null: I did not touch it. */
  readonly mine: UserForm[UserField] | null
}

/** What somebody else changed since the form was opened, beside what I have there. */
export function compareEdits(base: UserForm, theirs: UserForm, mine: UserForm): readonly FieldChange[] {
  return changedFields(base, theirs).map(field => ({
    field,
    before: base[field],
    theirs: theirs[field],
    mine: isSame(base, mine, field) ? null : mine[field],
  }))
}

/** My changes on top of theirs; where both changed a field, the one that `wins`. */
export function mergeEdits(
  base: UserForm,
  theirs: UserForm,
  mine: UserForm,
  wins: 'theirs' | 'mine',
): UserForm {
  const theirFields = changedFields(base, theirs)
  const kept = changedFields(base, mine).filter(field => wins === 'mine' || !theirFields.includes(field))
  return { ...theirs, ...Object.fromEntries(kept.map(field => [field, mine[field]])) }
}
