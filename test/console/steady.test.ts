import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dailyScreens } from '../harness/console/every-screen.ts'
import { watchAnswers } from '../harness/console/watch-answers.ts'
import {
  openMemoryMeter,
  timeSwitch,
  type WindowMemory,
  watchWindow,
} from '../harness/console/watch-window.ts'
import { openWorld, type World } from '../harness/console/world.ts'

/** A page of a list has at most 200 rows, a line over time at most a point for each day of a year. */
const longestPage = 366
const switches = 50

const mean = (of: readonly WindowMemory[], what: keyof WindowMemory) =>
  of.reduce((sum, one) => sum + one[what], 0) / of.length

describe('a console that is used all day', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ seeded: true })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it('holds no more after fifty switches of screens, asks for no more than a page, and nothing fails unseen', async () => {
    const { token } = await world.staff('owner')
    await using answers = await watchAnswers(world.hub.addresses.admin)
    await using console = await world.open({ session: { address: answers.address, token } })
    const problems: string[] = []
    console.page.on('pageerror', error => problems.push(error.message))
    console.page.on('console', message => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await console.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await watchWindow(console.page)
    // What is shown for the first time stays: code, answers, fonts.
    for (const to of dailyScreens) await timeSwitch(console.page, to)
    const weigh = await openMemoryMeter(console.page)
    const held: WindowMemory[] = []
    const rounds = dailyScreens.length
    for (let one = 0; one < switches; one += 1) {
      await timeSwitch(console.page, dailyScreens[one % dailyScreens.length] ?? '/')
      if (one < rounds || one >= switches - rounds) held.push(await weigh())
    }
    // The same screens, so that like is compared with like.
    const [first, last] = [held.slice(0, rounds), held.slice(rounds)]
    expect(mean(last, 'heapBytes') / mean(first, 'heapBytes')).toBeLessThan(1.2)
    expect(mean(last, 'nodes') / mean(first, 'nodes')).toBeLessThan(1.2)
    expect(mean(last, 'listeners') / mean(first, 'listeners')).toBeLessThan(1.2)
    expect(answers.seen.length).toBeGreaterThan(dailyScreens.length)
    expect(answers.seen.filter(({ longestList }) => longestList > longestPage)).toEqual([])
    expect(problems).toEqual([])
  })
})
