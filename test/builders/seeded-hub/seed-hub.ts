import type { DataSource } from 'typeorm'
import { buildOrderNumber } from '../../../hub/orders/build-order-number.ts'
import { decideFates } from './decide-fates.ts'
import { doDeeds } from './do-deeds.ts'
import type { Life } from './life.ts'
import { liveLife } from './live-life.ts'
import { dayText } from './local-calendar.ts'
import { createMeterBook } from './meter-book.ts'
import { seedRows } from './row-sink.ts'
import type { SeedScale } from './scale.ts'
import { createSeedCodes } from './seed-codes.ts'
import { createSeedLog, writeLog } from './seed-log.ts'
import { createSeedMoney } from './seed-money.ts'
import type { SeedSecrets } from './seed-secrets.ts'
import { createSeedWorld } from './seed-world.ts'
import { settlePeople } from './settle-people.ts'
import { writeBulk } from './write-bulk.ts'
import { writeFleet } from './write-fleet.ts'
import { writeHistory } from './write-history.ts'
import { writeHouse } from './write-house.ts'
import { writeInvites } from './write-invites.ts'
import { writeOrders } from './write-orders.ts'
import { writePeople } from './write-people.ts'
import { writeRollouts, writeSamples } from './write-samples.ts'

export interface SeedWish {
  readonly scale: SeedScale
  readonly seed: number
  /** Where everything ends. */
  readonly now: number
}

/**
 * Fills a database with the newest schema and nothing else in it with a year of a hub’s life. The same wish gives the
 * same rows, but for what is sealed or hashed. Answers how many, by table.
 */
export function seedHub(
  source: DataSource,
  wish: SeedWish,
  secrets: SeedSecrets,
): Promise<ReadonlyMap<string, number>> {
  const world = createSeedWorld(wish.scale, wish.seed, wish.now)
  const lives = Array.from({ length: wish.scale.users }, (_, i) => liveLife(world, i + 1))
  const orders = numberOrders(lives, world.chance('money', -2))
  decideFates(world, lives, orders)
  settlePeople(world, lives)
  const log = createSeedLog()
  const book = createMeterBook()
  return seedRows(source, async sink => {
    const writing = { world, sink, log, secrets, book }
    await writePeople(world, lives, writing)
    const money = createSeedMoney({ sink, log, secrets, chance: world.chance('money', 0), now: wish.now })
    const codes = createSeedCodes(world, sink)
    await writeOrders(orders, { ...writing, money, codes, chance: world.chance('money', 1) })
    codes.finish()
    writeInvites(world, sink, lives)
    await writeFleet(writing)
    await writeSamples(world, sink)
    writeRollouts(world, sink)
    writeHouse(writing)
    writeHistory(writing, lives, orders)
    doDeeds(world, lives, log)
    writeBulk(world, sink, log, lives)
    writeLog(log, sink, wish.now)
  })
}

/** Ids and numbers of orders, in order of time over all users. */
function numberOrders(lives: readonly Life[], chance: { bytes(count: number): Buffer }) {
  const orders = lives.flatMap(life => life.orders)
  orders.sort((a, b) => a.createdAt - b.createdAt || a.userId - b.userId)
  for (const [i, order] of orders.entries()) {
    order.id = i + 1
    order.number = buildOrderNumber(dayText(order.createdAt), chance.bytes(12))
  }
  return orders
}
