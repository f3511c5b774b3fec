import { dailyScreens, everyScreen, heavyLooks } from '../harness/console/every-screen.ts'
import { watchAnswers } from '../harness/console/watch-answers.ts'
import {
  openMemoryMeter,
  readNotes,
  timeLoad,
  timeSwitch,
  timeTyping,
  type WindowMemory,
  watchFrames,
  watchLoads,
  watchWindow,
} from '../harness/console/watch-window.ts'
import { openWorld } from '../harness/console/world.ts'
import { watchPace } from './pace.ts'
import { type Measured, median, report } from './report.ts'

/**
 * The console on a hub with 100,000 users, as an operator feels it: in a real Electron, on a screen without a graphics
 * processor, by what the browser itself notes. Limits are what a person takes for at once (200 ms) or for quick
 * (1 s); the figure is held against its limit as a ratio, at the pace that the machine had.
 */
const atOnceMs = 200
const quickMs = 1_000
const switches = 50
const longestPage = 366

const round = (value: number) => Number(value.toFixed(1))
const worst = (values: readonly number[]) => round(Math.max(0, ...values))

await using pace = watchPace()

/** Reported against its limit, which is longer by as much as the machine was slower meanwhile. */
function held(name: string, figure: number, limitMs: number, note: string, stretch = pace.sinceLast()): void {
  const measured: Measured = { name, figure: round(figure), unit: 'ms', note }
  const peer = { name: `what ${limitMs} ms of an idle machine were`, figure: round(limitMs * stretch) }
  report({ ...measured, peer, limit: { kind: 'at most', value: 1 } })
}

await using world = await openWorld({ seeded: 'full' })
const { token } = await world.staff('owner')
await using answers = await watchAnswers(world.hub.addresses.admin)
const session = { address: answers.address, token }

// The first start makes its folders and is loaded twice; what is measured is a start as on any other day.
const { home } = await (async () => {
  await using first = await world.open({ session })
  await first.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  return first
})()
const begun = Date.now()
await using console = await world.open({ session, home })
const { page } = console
await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
const paintedAt = await page.evaluate(() => {
  const [first] = performance.getEntriesByName('first-contentful-paint')
  if (first === undefined) throw new Error('nothing was painted')
  return performance.timeOrigin + first.startTime
})
report({
  name: 'console: from the start of the process to the first picture',
  figure: Math.round(paintedAt - begun),
  unit: 'ms',
  note: `${console.shell}, started by the driver of the tests`,
})

// Loaded anew, with somebody looking from its first moment.
await watchLoads(page)
const loads: number[] = []
for (let turn = 0; turn < 3; turn += 1) loads.push(await timeLoad(page))
const load = `median of ${loads.length}, worst ${worst(loads)}`
held('console: from loading the window to the overview with its figures', median(loads), 2 * quickMs, load)

await watchWindow(page)
const cold = new Map<string, number>()
for (const to of everyScreen) cold.set(to, await timeSwitch(page, to))
const warm = new Map<string, number>()
for (const to of everyScreen) warm.set(to, await timeSwitch(page, to))
for (const [name, times] of [
  ['for the first time', cold],
  ['again', warm],
] as const) {
  const slowest = [...times].sort(([, a], [, b]) => b - a)
  const said = slowest.slice(0, 4).map(([to, ms]) => `${to} ${round(ms)}`)
  const note = `median of ${times.size} screens; slowest: ${said.join(', ')}`
  held(
    `console: to a screen ${name}`,
    median([...times.values()]),
    name === 'again' ? atOnceMs : quickMs,
    note,
  )
}

await timeSwitch(page, '/users')
const list = page.getByRole('searchbox').first()
const found: number[] = []
for (const text of ['wang', 'zhao', 'chen', 'liu', 'sun']) {
  await list.fill('')
  // Until all users are listed again.
  await page.waitForTimeout(2 * quickMs)
  await list.focus()
  found.push(await timeTyping(page, { text, rows: '[role=grid] [role=row][aria-rowindex="2"]', found: text }))
}
await list.fill('')
const waits = `of which 200 are waited for the next key; worst ${worst(found)}`
held('console: from a key to the users found', median(found), 3 * atOnceMs, waits)

await timeSwitch(page, '/plans')
const everywhere: number[] = []
for (const text of ['wang', 'zhao', 'chen', 'liu', 'sun']) {
  await page.keyboard.press('Control+k')
  await page.locator('input.mantine-Spotlight-search').waitFor()
  const rows = '.mantine-Spotlight-actionsGroup .mantine-Spotlight-action'
  everywhere.push(await timeTyping(page, { text, rows, found: text }))
  await page.keyboard.press('Escape')
  await page.locator('input.mantine-Spotlight-search').waitFor({ state: 'hidden' })
}
const waited = `of which 120 are waited for the next key; worst ${worst(everywhere)}`
held('console: from a key to what is found everywhere', median(everywhere), 3 * atOnceMs, waited)

await timeSwitch(page, '/users')
await page.mouse.move(700, 500)
const frames = await watchFrames(page, async () => {
  for (let turn = 0; turn < 60; turn += 1) {
    await page.mouse.wheel(0, 700)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
})
const drawn = await page.evaluate(() => document.querySelectorAll('[role=grid] [role=row]').length)
const slow = frames.filter(ms => ms > 50).length
const shown = `${frames.length} frames, ${slow} over 50 ms; ${drawn} rows drawn at a time`
held('console: longest frame while the users are scrolled', worst(frames), atOnceMs, shown)

for (const [name, look] of [
  ['one line', ''],
  ['split by node', '&split=node'],
] as const) {
  await timeSwitch(page, '/plans')
  const ms = await timeSwitch(page, `/traffic?range=365&step=day${look}`)
  held(`console: to the traffic of a year by day, ${name}`, ms, quickMs, 'asked for, answered and drawn')
}

// Their own times say nothing that can be compared; what they ask of the window stands in its longest task.
for (const to of heavyLooks) await timeSwitch(page, to)
await timeSwitch(page, '/users')
await page.locator('[role=grid]').focus()
for (const key of ['Control+a', 'PageDown', 'Shift+End', 'Escape']) {
  await page.keyboard.press(key)
  await page.waitForTimeout(atOnceMs)
}

const weigh = await openMemoryMeter(page)
for (const to of dailyScreens) await timeSwitch(page, to)
const weighed: WindowMemory[] = []
for (let one = 0; one < switches; one += 1) {
  await timeSwitch(page, dailyScreens[one % dailyScreens.length] ?? '/')
  weighed.push(await weigh())
}
const mean = (of: readonly WindowMemory[], what: keyof WindowMemory) =>
  of.reduce((sum, one) => sum + one[what], 0) / of.length
const rounds = dailyScreens.length
for (const [what, unit, per] of [
  ['heapBytes', 'MB', 1e6],
  ['nodes', 'nodes', 1],
  ['listeners', 'listeners', 1],
] as const) {
  const first = mean(weighed.slice(0, rounds), what) / per
  report({
    name: `console: ${unit} held after ${switches} switches of screens`,
    figure: round(mean(weighed.slice(-rounds), what) / per),
    unit,
    peer: { name: 'after the first ten', figure: round(first) },
    limit: { kind: 'at most', value: 1.1 },
  })
}

const { longTasks, inputs } = await readNotes(page)
const longest = longTasks.toSorted((a, b) => b.ms - a.ms)
const where = longest.slice(0, 5).map(one => `${one.screen} ${round(one.ms)}`)
const said = `${longTasks.length} of 50 ms and more; the longest ${where.join(', ')}`
held('console: longest task in the window', longest[0]?.ms ?? 0, atOnceMs, said, pace.all())
const answered = inputs.toSorted((a, b) => b.ms - a.ms)
const which = answered
  .slice(0, 4)
  .map(one => `${one.name} on ${one.screen} ${one.ms} (until its code had run ${round(one.ranMs)})`)
held(
  'console: longest from a key or click to the next picture',
  answered[0]?.ms ?? 0,
  atOnceMs,
  `${inputs.length} noted; the longest ${which.join(', ')}`,
  pace.all(),
)

const byLength = answers.seen.toSorted((a, b) => b.longestList - a.longestList)
const bySize = answers.seen.toSorted((a, b) => b.bytes - a.bytes)
report({
  name: 'console: longest list in an answer of the hub',
  figure: byLength[0]?.longestList ?? 0,
  unit: 'items',
  limit: { kind: 'at most', value: longestPage },
  note: `${answers.seen.length} answers; ${byLength[0]?.path}; largest ${bySize[0]?.bytes} bytes, ${bySize[0]?.path}`,
})
const slowest = answers.seen.toSorted((a, b) => b.ms - a.ms)
report({
  name: 'console: slowest answer of the hub',
  figure: round(slowest[0]?.ms ?? 0),
  unit: 'ms',
  note: slowest
    .slice(0, 4)
    .map(({ path, ms }) => `${path} ${round(ms)}`)
    .join(', '),
})
