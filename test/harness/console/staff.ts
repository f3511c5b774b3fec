import type { Hub } from '../../../hub/app.ts'
import { createOperator } from '../../../hub/contract/admin/operators.ts'
import { changePassword, signIn } from '../../../hub/contract/admin/session.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../../hub/contract/endpoint.ts'
import type { Role } from '../../../hub/contract/rights.ts'

export interface Staff {
  readonly operatorId: number
  readonly email: string
  readonly password: string
  /** Of a whole session. */
  readonly token: string
}

/** A member of staff who has changed the first password and is signed in. */
export async function addStaff(hub: Hub, admin: string, role: Role, name = `The ${role}`): Promise<Staff> {
  const email = `${role}-${name.length}@staff.example.org`
  const made = await hub.call(
    createOperator,
    { body: { email, name, role } },
    { kind: 'command-line', name: 'test' },
  )
  if (!made.ok) throw new Error(`no ${role}: ${made.code}`)
  const first = made.value.password
  const half = await post(admin, signIn, null, { email, password: first, keep: 'token' })
  const password = `a good password of the ${role}`
  const { token } = await post(admin, changePassword, half.token, {
    currentPassword: first,
    newPassword: password,
  })
  if (token === null) throw new Error('no token')
  return { operatorId: made.value.operator.id, email, password, token }
}

async function post<E extends AnyEndpoint>(
  admin: string,
  endpoint: E,
  token: string | null,
  body: unknown,
): Promise<EndpointAnswer<E>> {
  const answer = await fetch(admin + endpoint.path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  const content: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${endpoint.name}: ${JSON.stringify(content)}`)
  return content as EndpointAnswer<E>
}
