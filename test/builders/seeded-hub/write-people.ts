import { assignmentEntity } from '../../../hub/db/entities/assignments.ts'
import { customerAccountEntity } from '../../../hub/db/entities/customers.ts'
import { grantEntity } from '../../../hub/db/entities/grants.ts'
import { mailPreferenceEntity } from '../../../hub/db/entities/mail.ts'
import { subscriptionLinkEntity } from '../../../hub/db/entities/subscriptions.ts'
import { userEntity, userFigureEntity } from '../../../hub/db/entities/users.ts'
import { bonusRef, orderRef } from '../../../hub/orders/live-orders.ts'
import { tokenHashOf } from '../../../hub/subscriptions/subscription-link.ts'
import { generatePassword } from '../../../hub/users/generate-password.ts'
import { decideStanding, holdsPort, type SeedStanding } from './decide-standing.ts'
import { createGateStory } from './gate-story.ts'
import type { Life, SeedGrant } from './life.ts'
import type { MeterBook } from './meter-book.ts'
import { passData } from './pass-data.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedSecrets } from './seed-secrets.ts'
import type { SeedWorld } from './seed-world.ts'
import { createUsageWriter } from './write-usage.ts'

/** Writes users with everything that is theirs alone: grants, usage, ports, links, accounts. */
export async function writePeople(
  world: SeedWorld,
  lives: readonly Life[],
  {
    sink,
    book,
    secrets,
  }: { readonly sink: RowSink; readonly book: MeterBook; readonly secrets: SeedSecrets },
): Promise<void> {
  const usage = createUsageWriter(world, sink, book)
  const story = createGateStory(world, sink)
  let lastGrant = 0
  for (const life of lives) {
    life.grants.sort((a, b) => a.createdAt - b.createdAt || a.validFrom - b.validFrom)
    for (const grant of life.grants) {
      lastGrant += 1
      grant.id = lastGrant
    }
    const segments = passData(world, life)
    usage.write(life, segments, holdsPort(world, life))
    const standing = decideStanding(world, life, segments, book)
    for (const grant of life.grants) writeGrant(sink, life, grant)
    for (const row of standing.assignments) {
      sink.add(assignmentEntity, row)
      book.hold(row.nodeId)
    }
    sink.add(userFigureEntity, standing.figures)
    story.add(life, standing.turns)
    writeUser(world, sink, secrets, life, standing)
    if (sink.isFull()) await sink.settle()
  }
  await usage.finish()
  await story.finish()
}

function writeGrant(sink: RowSink, life: Life, grant: SeedGrant): void {
  const { order, isBonus, ...row } = grant
  const ref = order === null ? row.sourceRef : isBonus ? bonusRef(order.id) : orderRef(order.id)
  sink.add(grantEntity, { ...row, userId: life.id, sourceRef: ref, reason: order?.number ?? row.reason })
}

const reasons = [
  'shares his link',
  'chargeback',
  '异常流量，等待核实',
  'asked to pause',
  'spam from his port',
] as const

function writeUser(
  world: SeedWorld,
  sink: RowSink,
  secrets: SeedSecrets,
  life: Life,
  standing: SeedStanding,
): void {
  const { id, createdAt, deletedAt } = life
  const chance = world.chance('secret', id)
  const isDeleted = deletedAt !== null
  sink.add(userEntity, {
    id,
    name: isDeleted ? `deleted-${id}` : life.name,
    email: isDeleted ? null : life.email,
    status: standing.status,
    statusReason: standing.status === 'suspended' ? chance.one(reasons) : '',
    port: standing.hasPort ? life.port : null,
    cipher: life.cipher,
    passwordSecret: secrets.vault.seal(generatePassword(life.cipher, size => chance.bytes(size))),
    expiresAt: life.expiresAt,
    cyclePolicy: life.policy,
    anchorAt: life.anchorAt,
    nodeCount: life.nodeCount,
    regions: isDeleted ? [] : [...life.regions],
    note: isDeleted ? '' : life.note,
    gate: standing.gate,
    gateSince: standing.gateSince,
    createdAt,
    deletedAt,
    version: 1 + life.orders.length,
  })
  if (standing.hasPort) {
    const token = chance.bytes(24).toString('base64url')
    const tokenHash = tokenHashOf(secrets.vault, token)
    sink.add(subscriptionLinkEntity, {
      ...{ userId: id, tokenHash, tokenSecret: secrets.vault.seal(token) },
      ...{ createdAt, rotatedAt: createdAt },
    })
  }
  if (isDeleted) return
  if (chance.happens(0.93)) {
    const { customerPasswordHash: passwordHash } = secrets
    sink.add(customerAccountEntity, { userId: id, passwordHash, createdAt, changedAt: createdAt })
  }
  if (chance.happens(0.06)) {
    const locale = chance.happens(0.7) ? 'en' : 'zh'
    sink.add(mailPreferenceEntity, {
      userId: id,
      locale,
      reminders: chance.happens(0.5),
      updatedAt: createdAt,
    })
  }
}
