import type { userListEndpoints } from '../../contract/admin/user-lists.ts'
import type { userEndpoints } from '../../contract/admin/users.ts'
import type { UserRow } from '../../db/entities/users.ts'
import { type Outcome, succeed } from '../../kernel/outcome.ts'
import { assignUser } from '../../nodes/assign-user.ts'
import { movePort } from '../../nodes/move-port.ts'
import type { MoveDeps } from '../../nodes/node-ports.ts'
import { type AccessDeps, revealAccess } from '../../nodes/sample-user-access.ts'
import { type CreateUserDeps, createUser } from '../../users/create-user.ts'
import { type DeleteUserDeps, deleteUser } from '../../users/delete-user.ts'
import { type EditUserDeps, editUser } from '../../users/edit-user.ts'
import { exportUsers } from '../../users/export-users.ts'
import { countUsers } from '../../users/find-users.ts'
import { type ListUsersDeps, listUsers } from '../../users/list-users.ts'
import { readUser } from '../../users/read-user.ts'
import { rotatePassword } from '../../users/rotate-password.ts'
import { setCipher } from '../../users/set-cipher.ts'
import { resumeUser, suspendUser } from '../../users/suspend-user.ts'
import { mapUser } from '../../users/user-view.ts'
import type { HandlerTable } from '../handlers.ts'

export type UserHandlerDeps = CreateUserDeps &
  EditUserDeps &
  DeleteUserDeps &
  ListUsersDeps &
  MoveDeps &
  AccessDeps

/** Answers what operators ask about users. */
export function userHandlers(deps: UserHandlerDeps): HandlerTable<typeof userEndpoints> {
  const view = (outcome: Outcome<UserRow>) => (outcome.ok ? succeed(mapUser(outcome.value)) : outcome)
  return {
    'user.read': ({ params }) => readUser(deps, params),
    'user.create': async ({ body }, { actor }) => view(await createUser(deps, body, actor)),
    'user.edit': async ({ params, body }, { actor }) =>
      view(await editUser(deps, { ...params, ...body }, actor)),
    'user.suspend': async ({ params, body }, { actor }) =>
      view(await suspendUser(deps, { ...params, ...body }, actor)),
    'user.resume': async ({ params }, { actor }) => view(await resumeUser(deps, params, actor)),
    'user.rotatePassword': async ({ params }, { actor }) => view(await rotatePassword(deps, params, actor)),
    'user.setCipher': async ({ params, body }, { actor }) =>
      view(await setCipher(deps, { ...params, ...body }, actor)),
    'user.setPort': async ({ params, body }, { actor }) =>
      view(await movePort(deps, { ...params, ...body }, actor)),
    'user.assign': ({ params }, { actor }) => assignUser(deps, params, actor),
    'user.delete': async ({ params }, { actor }) => view(await deleteUser(deps, params, actor)),
    'user.access': async ({ params }, { actor }) => {
      const lines = await revealAccess(deps, params, actor)
      return lines.ok ? succeed({ lines: lines.value }) : lines
    },
  }
}

/** Answers for many users at once. */
export function userListHandlers(deps: ListUsersDeps): HandlerTable<typeof userListEndpoints> {
  return {
    'user.list': async ({ query }) => succeed(await listUsers(deps, query)),
    'user.count': async ({ query }) =>
      succeed(await deps.database.inTransaction(tx => countUsers(tx, query))),
    'user.export': async ({ query }) => succeed(await exportUsers(deps, query)),
  }
}
