import { Between } from 'typeorm'
import type { NodeSample } from '../contract/admin/node-samples.ts'
import type { Instant } from '../contract/primitives.ts'
import { nodeSampleEntity } from '../db/entities/fleet.ts'
import { affectedOf, type Database, type Tx } from '../db/transaction.ts'
import type { Clock } from '../kernel/clock.ts'
import { fail, type Outcome, outcomeOf, RolledBack } from '../kernel/outcome.ts'
import { findNode } from './node-store.ts'
import { inSpans, mergeSamples, type Sample, sampleMs, samplesKeptMs, spanOf } from './sample-rule.ts'

const dayMs = 86_400_000

/** Keeps a sample, or adds it to the one of the same five minutes. One hub visits a node: nobody else writes it. */
export async function keepSample(tx: Tx, sample: Sample): Promise<void> {
  const { nodeId, at } = sample
  const known = await tx.manager.findOneBy(nodeSampleEntity, { nodeId, at })
  if (known === null) await tx.manager.insert(nodeSampleEntity, { ...sample })
  else await tx.manager.update(nodeSampleEntity, { nodeId, at }, mergeSamples(known, sample))
}

/**
 * How a node fared, by default in the last 24 hours, in spans of five minutes or longer.
 * Fails with `node_not_found`, `bad_request` (`reason`: `ends_before_it_begins`, `too_long`).
 */
export function readSamples(
  deps: { readonly database: Database; readonly clock: Clock },
  wanted: {
    readonly nodeId: number
    readonly from?: Instant | undefined
    readonly until?: Instant | undefined
  },
): Promise<Outcome<{ spanMs: number; items: NodeSample[] }>> {
  return outcomeOf(() =>
    deps.database.inTransaction(async tx => {
      const { nodeId } = wanted
      await findNode(tx, nodeId)
      const until = wanted.until ?? deps.clock.now()
      const from = wanted.from ?? Math.max(0, until - dayMs)
      const refuse = (reason: string) =>
        new RolledBack(fail('bad_request', { reason, mostMs: samplesKeptMs }))
      if (until <= from) throw refuse('ends_before_it_begins')
      if (until - from > samplesKeptMs) throw refuse('too_long')
      const spanMs = spanOf(until - from)
      const samples = await tx.manager.find(nodeSampleEntity, {
        where: { nodeId, at: Between(from - (from % sampleMs), until - 1) },
        order: { at: 'ASC' },
      })
      return { spanMs, items: inSpans(samples, spanMs) }
    }),
  )
}

/** Removes samples that are older than 14 days; how many. */
export async function pruneSamples(tx: Tx, now: Instant): Promise<number> {
  return affectedOf(await tx.query('DELETE FROM node_samples WHERE at < ?', [now - samplesKeptMs]))
}
