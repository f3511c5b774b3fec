import { randomBytes } from 'node:crypto'
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hub } from '../../hub/app.ts'
import { createOperator, listOperators, resetOperatorPassword } from '../../hub/contract/admin/operators.ts'
import { changePassword, signIn } from '../../hub/contract/admin/session.ts'
import type { AnyEndpoint, EndpointAnswer } from '../../hub/contract/endpoint.ts'
import { askHub } from './ask-hub.ts'

const email = 'demo@example.org'

/**
 * Signs the demo's own operator in, with a password that nobody knows, and writes address and token to a file that
 * the console reads once and removes. Answers the file. `owner`: whose file it shall be, where that is not this user.
 */
export async function writeConsoleSession(hub: Hub, address: string, owner: number | null): Promise<string> {
  const { operator, password: first } = await demoOperator(hub)
  const half = await post(address, signIn, null, { email: operator.email, password: first, keep: 'token' })
  const { token } = await post(address, changePassword, half.token, {
    currentPassword: first,
    newPassword: randomBytes(24).toString('base64url'),
  })
  // Apart from the data, which nobody else may look into.
  const folder = mkdtempSync(join(tmpdir(), 'sluice-console-'))
  const file = join(folder, 'session.json')
  writeFileSync(file, JSON.stringify({ address, token }), { mode: 0o600 })
  if (owner !== null) for (const path of [folder, file]) chownSync(path, owner, owner)
  return file
}

async function demoOperator(hub: Hub) {
  const { items } = await askHub(hub, listOperators, { query: { limit: 200 } })
  const known = items.find(one => one.email === email)
  if (known === undefined) {
    return askHub(hub, createOperator, { body: { email, name: 'Demo', role: 'owner' } })
  }
  return askHub(hub, resetOperatorPassword, { params: { operatorId: known.id } })
}

async function post<E extends AnyEndpoint>(
  address: string,
  endpoint: E,
  token: string | null,
  body: object,
): Promise<EndpointAnswer<E>> {
  const answer = await fetch(address + endpoint.path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${endpoint.name}: ${await answer.text()}`)
  return endpoint.answer.parse(await answer.json()) as EndpointAnswer<E>
}
