import type { Cipher } from '../contract/ciphers.ts'
import type { UserRow } from '../db/entities/users.ts'
import { integerIn, textIn } from '../db/raw-row.ts'
import { rowsOf, type Tx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import { fail, type Outcome, RolledBack } from '../kernel/outcome.ts'
import { changeUser } from './change-user.ts'
import { generatePassword } from './generate-password.ts'
import type { RotatePasswordDeps } from './rotate-password.ts'
import { nodesOfUser, touchNodes } from './touch-nodes.ts'

/**
 * Changes a user's cipher, and with it his password: one key is never used under two ciphers.
 * Fails with `user_not_found`, and with `no_node_available` where a node of his does not serve the cipher.
 */
export function setCipher(
  deps: RotatePasswordDeps,
  input: { readonly userId: number; readonly cipher: Cipher },
  actor: Actor,
): Promise<Outcome<UserRow>> {
  const { userId, cipher } = input
  return changeUser(deps, {
    userId,
    action: 'user.setCipher',
    actor,
    patch: async (tx, user) => {
      if (user.cipher === cipher) return {}
      const lacking = await nodesWithout(tx, userId, cipher)
      if (lacking.length > 0) {
        throw new RolledBack(
          fail('no_node_available', { reason: 'cipher_not_served', cipher, nodes: lacking }),
        )
      }
      return { cipher, passwordSecret: deps.vault.seal(generatePassword(cipher, deps.random)) }
    },
    follow: async tx => touchNodes(tx, await nodesOfUser(tx, userId)),
  })
}

async function nodesWithout(tx: Tx, userId: number, cipher: Cipher): Promise<number[]> {
  const rows = rowsOf(
    await tx.query(
      'SELECT nodes.id AS id, nodes.ciphers AS ciphers FROM assignments JOIN nodes ON nodes.id = assignments.nodeId ' +
        'WHERE assignments.userId = ? AND assignments.releasedAt IS NULL ORDER BY nodes.id',
      [userId],
    ),
  )
  return rows
    .filter(row => {
      const served: unknown = JSON.parse(textIn(row, 'ciphers'))
      return !Array.isArray(served) || !served.includes(cipher)
    })
    .map(row => integerIn(row, 'id'))
}
