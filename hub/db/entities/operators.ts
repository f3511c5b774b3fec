import { EntitySchema } from 'typeorm'
import type { Role } from '../../contract/rights.ts'
import { bigint, flag, generatedId, int, json, longText, text } from '../columns.ts'

export interface OperatorRow {
  id: number
  /** Lower case. */
  email: string
  name: string
  role: Role
  /** argon2id. */
  passwordHash: string
  mustChangePassword: boolean
  /** Encrypted with the master key; null: no second factor. */
  totpSecret: string | null
  /** Set once a code of the secret was entered. */
  totpConfirmedAt: number | null
  /** Time step of the last accepted code: a code works once. */
  totpLastStep: number
  /** Hashes of unused recovery codes. */
  recoveryCodes: string[]
  disabledAt: number | null
  createdAt: number
  version: number
}

export const operatorEntity = new EntitySchema<OperatorRow>({
  name: 'Operator',
  tableName: 'operators',
  columns: {
    id: generatedId(),
    email: text(254),
    name: text(64),
    role: text(16),
    passwordHash: text(255),
    mustChangePassword: flag(),
    totpSecret: longText({ nullable: true }),
    totpConfirmedAt: bigint({ nullable: true }),
    totpLastStep: bigint(),
    recoveryCodes: json(),
    disabledAt: bigint({ nullable: true }),
    createdAt: bigint(),
    version: int(),
  },
  uniques: [{ name: 'uq_operators_email', columns: ['email'] }],
})

/** A signed-in operator. Only the SHA-256 of the session's token is stored. */
export interface SessionRow {
  tokenHash: string
  operatorId: number
  csrfToken: string
  /** Null while the second factor is outstanding. */
  secondFactorAt: number | null
  createdAt: number
  seenAt: number
  expiresAt: number
  address: string
  userAgent: string
}

export const sessionEntity = new EntitySchema<SessionRow>({
  name: 'Session',
  tableName: 'sessions',
  columns: {
    tokenHash: text(64, { primary: true }),
    operatorId: int(),
    csrfToken: text(64),
    secondFactorAt: bigint({ nullable: true }),
    createdAt: bigint(),
    seenAt: bigint(),
    expiresAt: bigint(),
    address: text(64),
    userAgent: text(255),
  },
  indices: [
    { name: 'ix_sessions_operator', columns: ['operatorId'] },
    { name: 'ix_sessions_expires', columns: ['expiresAt'] },
  ],
})

/** Tries of a secret that failed or have not ended yet, by account and by address; gone after a success. */
export interface AttemptLimitRow {
  /** `password:<hash of the account>`, `address:<address>`, `code:<operator>`. */
  name: string
  tries: number
  triedAt: number
  lockedUntil: number
}

export const attemptLimitEntity = new EntitySchema<AttemptLimitRow>({
  name: 'AttemptLimit',
  tableName: 'attempt_limits',
  columns: { name: text(96, { primary: true }), tries: int(), triedAt: bigint(), lockedUntil: bigint() },
})
