import type { Instant } from '../../../hub/contract/primitives.ts'
import {
  type IncidentRow,
  incidentEntity,
  meterChunkEntity,
  meterEntity,
} from '../../../hub/db/entities/metering.ts'
import { nodeAddressEntity, nodeEntity, nodeRateEntity } from '../../../hub/db/entities/nodes.ts'
import { authorityEntity, certificateEntity, settingEntity } from '../../../hub/db/entities/system.ts'
import { leafLifeMs } from '../../../hub/pki/certificate-roles.ts'
import { signAuthority } from '../../../hub/pki/sign-certificate.ts'
import { incidentsOf, tellOfNode } from './fleet-incidents.ts'
import { dayMs, hourMs } from './local-calendar.ts'
import { addTo, type MeterBook, nothing, type Passed } from './meter-book.ts'
import { type SeedNode, seedNodes } from './node-catalogue.ts'
import { appliedOf, certificateEnds, instanceOf, revisionOf, rolledUntil, takenAt } from './node-facts.ts'
import type { RowSink } from './row-sink.ts'
import type { SeedLog } from './seed-log.ts'
import type { SeedSecrets } from './seed-secrets.ts'
import type { SeedWorld } from './seed-world.ts'
import { portFrom, portUntil } from './settle-people.ts'
import { writeContact } from './write-contact.ts'

const slotMs = 900_000
const hex = (chance: { bytes(size: number): Buffer }, size: number) => chance.bytes(size).toString('hex')

interface Writing {
  readonly world: SeedWorld
  readonly sink: RowSink
  readonly book: MeterBook
  readonly log: SeedLog
  readonly secrets: SeedSecrets
}

/** Writes the nodes with everything that is known of them. After the users: their meters are added up by then. */
export async function writeFleet(writing: Writing): Promise<void> {
  const { world, sink, secrets } = writing
  const createdAt = world.begin - 3 * dayMs
  const authority = await signAuthority(createdAt as Instant)
  sink.add(authorityEntity, {
    ...{ id: 1, state: 'current', certificate: authority.certificate, createdAt },
    ...{ keySecret: secrets.vault.seal(authority.key), expiresAt: authority.expiresAt },
  })
  const incidents: Omit<IncidentRow, 'id'>[] = []
  for (const node of seedNodes) {
    writeNode(writing, node)
    if (node.serves) {
      writeMeter(writing, node)
      writeContact(world, sink, node)
      writeCertificate(writing, node)
      incidents.push(...incidentsOf(world, node))
    }
    tellOfNode(world, writing.log, node)
  }
  incidents.sort((a, b) => a.at - b.at)
  for (const [i, incident] of incidents.entries()) sink.add(incidentEntity, { id: i + 1, ...incident })
}

function writeNode({ world, sink, book }: Writing, node: SeedNode): void {
  const { id, name, country, region, capacity, plight, serves, rate } = node
  const createdAt = world.begin - 2 * dayMs + id * hourMs
  const isRemoved = plight.kind === 'removed'
  sink.add(nodeEntity, {
    ...{ id, name, country, region, capacity, managementHost: `203.0.113.${id}`, managementPort: 8_471 },
    state: isRemoved
      ? 'removed'
      : plight.kind === 'new'
        ? 'new'
        : plight.kind === 'draining'
          ? 'draining'
          : 'active',
    ...{ ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'], portFrom, portUntil, blockedPorts: [] },
    ...{
      note: plight.kind === 'draining' ? '合约月底到期，迁往 sg4' : '',
      revision: revisionOf(node),
      assignmentsVersion: 7,
      users: book.held(id),
    },
    ...{ budgetInstance: serves ? instanceOf(node) : null, enrolmentHash: null, enrolmentExpiresAt: null },
    enrolledAt: plight.kind === 'new' ? null : createdAt + 600_000,
    ...{ createdAt, removedAt: isRemoved ? world.now - 40 * dayMs : null, version: 3 },
  })
  const address = { nodeId: id, portOffset: 0 }
  const own = {
    ...address,
    id: id * 4 - 3,
    kind: 'domain' as const,
    host: `${name}.example.net`,
    position: 0,
  }
  sink.add(nodeAddressEntity, own)
  sink.add(nodeAddressEntity, {
    ...address,
    id: id * 4 - 2,
    kind: 'ipv4',
    host: `198.51.100.${id}`,
    position: 1,
  })
  if (id % 3 === 0)
    sink.add(nodeAddressEntity, {
      ...address,
      id: id * 4 - 1,
      kind: 'ipv6',
      host: `2001:db8::${id}`,
      position: 2,
    })
  if (id % 7 === 1) {
    sink.add(nodeAddressEntity, {
      ...own,
      id: id * 4,
      kind: 'relay',
      host: `relay.${name}.example.net`,
      portOffset: 1_000,
      position: 2,
    })
  }
  if (rate !== 1_000)
    sink.add(nodeRateEntity, { nodeId: id, fromSlot: Math.floor((world.begin - dayMs) / slotMs), rate })
  if (id === 3)
    sink.add(nodeRateEntity, {
      nodeId: id,
      fromSlot: Math.floor((world.now + 3 * dayMs) / slotMs),
      rate: 1_200,
    })
}

function writeMeter({ world, sink, book }: Writing, node: SeedNode): void {
  const { id, plight } = node
  const { now } = world
  const chance = world.chance('system', id)
  const isHalted = plight.kind === 'halted'
  sink.add(meterEntity, {
    ...{
      nodeId: id,
      instance: instanceOf(node),
      seq: 3_000_000 + id,
      start: hex(chance, 16),
      supersededStarts: [],
    },
    ...{ appliedEpoch: 1, appliedRevision: appliedOf(node) },
    ...{ takenAt: takenAt(id, now), collectedAt: takenAt(id, now) + 90, rolledUntil: rolledUntil(id, now) },
    haltedAt: isHalted ? takenAt(id, now) : null,
    haltedReason: isHalted ? 'start_returned' : '',
  })
  for (const [chunk, data] of book.chunks(id)) sink.add(meterChunkEntity, { nodeId: id, chunk, data })
  // Most users have no day and hour rows: what is missing stands where the sums of removed rows do.
  const { cycles, days, hours } = book.sums(id)
  const value = { hours: minus(cycles, hours), days: minus(cycles, days) }
  sink.add(settingEntity, { name: `ledger.pruned.${id}`, value, updatedAt: now })
}

function minus(a: Passed, b: Passed): Passed {
  const rest = nothing()
  addTo(rest, a.upload - b.upload, a.download - b.download, a.charged - b.charged)
  return rest
}

function writeCertificate({ world, sink }: Writing, node: SeedNode): void {
  const chance = world.chance('system', 200 + node.id)
  const expiresAt = certificateEnds(node, world.now)
  const issuedAt = expiresAt - leafLifeMs
  sink.add(certificateEntity, {
    ...{ serial: `4${hex(chance, 16).slice(1)}`, authorityId: 1, role: 'node', nodeId: node.id },
    ...{ fingerprint: hex(chance, 32), issuedAt, expiresAt, deliveredAt: issuedAt + 2_000, revokedAt: null },
  })
}
