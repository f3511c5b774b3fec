import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrafficSeries } from '../../hub/contract/admin/traffic.ts'
import { formatBytes } from '../../src-renderer/lib/format-bytes.ts'
import { jumpingClock } from '../fakes/jumping-clock.ts'
import type { OpenConsole } from '../harness/console/console-options.ts'
import { seriousFindings } from '../harness/console/serious-findings.ts'
import { openWorld, type World } from '../harness/console/world.ts'

const dayMs = 86_400_000
/** The hub and the window stand in the middle of a day of the hub's calendar: no day ends while they are looked at. */
const noon = Date.parse(`${new Date(Date.now() + dayMs / 3).toISOString().slice(0, 10)}T04:00:00Z`)

describe('traffic', () => {
  let world: World
  let console: OpenConsole
  let page: Page
  beforeAll(async () => {
    const clock = jumpingClock()
    clock.jump(noon - Date.now())
    world = await openWorld({ seeded: true, clock })
    console = await world.open({ role: 'admin' })
    page = console.page
    await page.clock.setFixedTime(noon)
    await page.reload()
    await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name: 'Traffic' }).click()
    await page.getByRole('heading', { level: 1, name: 'Traffic' }).waitFor()
  })
  afterAll(async () => {
    await console?.[Symbol.asyncDispose]()
    await world?.[Symbol.asyncDispose]()
  })

  /** What the hub has of the last days, today included. */
  async function truth(days: number, query: string, shift = 0): Promise<TrafficSeries> {
    const { token } = await world.staff('admin')
    const day = (at: number) => dayText(at).replaceAll('-', '')
    const until = noon - shift * dayMs
    const period = `from=${day(until - (days - 1) * dayMs)}&until=${day(until)}`
    const answer = await fetch(`${world.hub.addresses.admin}/v1/traffic/series?${period}&${query}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(200)
    return (await answer.json()) as TrafficSeries
  }
  const choose = (group: string, name: string) =>
    page.getByRole('radiogroup', { name: group }).getByText(name, { exact: true }).click()
  // The circle of a radio is not drawn: its name alone is in sight.
  const isChosen = (name: string) =>
    page.getByRole('radio', { name, exact: true, checked: true }).waitFor({ state: 'attached' })
  const stat = (name: string) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) })
  const lines = () => page.getByRole('list', { name: 'Lines of the chart' }).getByRole('listitem')
  const plot = () => page.getByRole('slider', { name: /^Traffic / })
  const exact = async (of: ReturnType<typeof lines>) =>
    Number((await of.locator('b').getAttribute('title'))?.replace(/\D/g, ''))

  it('shows what the hub has counted, and every split adds up to it', async () => {
    const { total } = await truth(30, 'step=day')
    const passed = total.upload + total.download
    await stat('Passed').getByText(formatBytes(passed)).waitFor()
    await page
      .locator('[data-chart]')
      .getByText(/^0\sB$/)
      .waitFor()
    await stat('Down and up').getByText(formatBytes(total.upload)).waitFor()
    for (const [split, kind] of [
      ['Nodes', 'node'],
      ['Users', 'user'],
      ['Plans', 'plan'],
    ] as const) {
      await choose('Split by', split)
      const { series } = await truth(30, `step=day&split=${kind}`)
      const [first] = series
      if (first === undefined) throw new Error('nothing passed')
      const name = ('name' in first.of ? first.of.name : '') || 'Without a plan'
      await lines().first().getByText(name, { exact: true }).waitFor()
      const sums: number[] = []
      for (const line of await lines().all()) sums.push(await exact(line))
      expect(sums).toEqual(series.map(({ total: each }) => each.upload + each.download))
      expect(sums.reduce((sum, each) => sum + each, 0)).toBe(passed)
    }
    const tops = page.getByRole('table', { name: 'Nodes that passed most' })
    const { series } = await truth(30, 'step=day&split=node')
    const [most] = series
    if (most?.of.kind !== 'node') throw new Error('no node passed anything')
    await tops.getByRole('link', { name: most.of.name, exact: true }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  it('hides a line, and keeps what was chosen for the operator', async () => {
    await choose('Split by', 'Nodes')
    await lines().nth(1).waitFor()
    const first = lines().first().getByRole('button')
    await first.click()
    expect(await first.getAttribute('aria-pressed')).toBe('false')
    await page.getByRole('button', { name: 'Show all' }).click()
    expect(await first.getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('link', { name: 'Plans' }).click()
    await page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor()
    await page.getByRole('link', { name: 'Traffic' }).click()
    await isChosen('Nodes')
    await choose('Split by', 'Whole')
  })

  it('zooms to what is drawn over, says so in the address, and goes back', async () => {
    const { steps, series } = await truth(30, 'step=day')
    await plot().waitFor()
    const box = await plot().boundingBox()
    if (box === null) throw new Error('the chart is not in sight')
    const at = (part: number) => [box.x + box.width * part, box.y + box.height / 2] as const
    await page.mouse.move(...at(0.2))
    await page.mouse.down()
    await page.mouse.move(...at(0.5), { steps: 4 })
    await page.mouse.up()
    await page.getByText('Zoomed to').waitFor()
    const [, from, until] = /zoom=(\d+)-(\d+)/.exec(page.url()) ?? []
    const inSight = steps.flatMap((start, index) =>
      start >= Number(from) && start <= Number(until) ? [index] : [],
    )
    expect(inSight.length).toBeGreaterThan(5)
    expect(inSight.length).toBeLessThan(15)
    const passed = inSight.reduce(
      (sum, index) => sum + (series[0]?.upload[index] ?? 0) + (series[0]?.download[index] ?? 0),
      0,
    )
    await stat('Passed').getByText(formatBytes(passed)).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Zoomed to').waitFor({ state: 'hidden' })
    expect(page.url()).not.toContain('zoom=')

    // By keys alone: the last five days but one, then the strip, then back.
    await plot().focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+ArrowLeft')
    await page.keyboard.press('Enter')
    await page.getByText('Zoomed to').waitFor()
    expect(await plot().getAttribute('aria-valuemax')).toBe('5')
    await page.getByRole('slider', { name: 'Beginning of what is shown' }).press('ArrowLeft')
    await expect.poll(() => plot().getAttribute('aria-valuemax')).toBe('6')
    await page.getByRole('button', { name: /^Show its hours/ }).click()
    await isChosen('Hours')
    await choose('Span', '30 days')
    await choose('Steps', 'Days')
  })

  it('compares with the time before, without the day that is not over', async () => {
    await page.getByRole('combobox', { name: 'Compare with' }).click()
    await page.getByRole('option', { name: 'The time before' }).click()
    const [now, before] = [await truth(30, 'step=day'), await truth(30, 'step=day', 30)]
    const sum = ({ series }: TrafficSeries, until: number) =>
      [...(series[0]?.upload ?? []).slice(0, until), ...(series[0]?.download ?? []).slice(0, until)].reduce(
        (all, each) => all + each,
        0,
      )
    const rival = lines().filter({ hasText: 'Before' })
    await rival.waitFor()
    expect(await exact(rival)).toBe(sum(before, 30))
    const change = sum(now, 29) / sum(before, 29) - 1
    const digits = Math.abs(change) < 0.0995 ? 1 : 0
    await stat('Passed')
      .getByText(`${Math.abs(change * 100).toFixed(digits)}%`)
      .waitFor()
  })

  it('saves the figures as CSV and the chart as a picture', async () => {
    const { total } = await truth(30, 'step=day')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Figures as CSV' }).click()
    await expect
      .poll(() => console.saved().map(({ name }) => name))
      .toContainEqual(expect.stringMatching(/csv$/))
    const text =
      console
        .saved()
        .find(({ name }) => name.endsWith('.csv'))
        ?.bytes.toString() ?? ''
    const [head = [], ...rows] = text
      .replace('\uFEFF', '')
      .trim()
      .split('\r\n')
      .map(row => row.split(','))
    expect(head.slice(0, 5)).toEqual(['Steps', 'Download (B)', 'Upload (B)', 'Together', 'Before'])
    expect(rows).toHaveLength(30)
    expect(rows.at(-1)?.[0]).toBe(dayText(noon))
    const column = (index: number) => rows.reduce((sum, row) => sum + Number(row[index]), 0)
    expect([column(1), column(2), column(3)]).toEqual([
      total.download,
      total.upload,
      total.download + total.upload,
    ])

    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Picture as PNG' }).click()
    await expect
      .poll(() => console.saved().map(({ name }) => name))
      .toContainEqual(expect.stringMatching(/png$/))
    const picture = console.saved().find(({ name }) => name.endsWith('.png'))?.bytes ?? Buffer.alloc(0)
    const box = await plot().boundingBox()
    const seen = await page.evaluate(lookAt, picture.toString('base64'))
    // Twice the size of the screen, and what is drawn on it: bars, letters and lines in many shades.
    expect(seen.width).toBeGreaterThan(2 * (box?.width ?? Infinity))
    expect(seen.height).toBeGreaterThan(2 * (box?.height ?? Infinity))
    expect(seen.colours).toBeGreaterThan(40)
    expect(seen.water).toBeGreaterThan(0.02)
  })

  it('tells the figures to who cannot see the chart', async () => {
    const { series } = await truth(30, 'step=day')
    const last = (series[0]?.upload.at(-2) ?? 0) + (series[0]?.download.at(-2) ?? 0)
    await plot().focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    expect(await plot().getAttribute('aria-valuetext')).toContain(formatBytes(last))
    await choose('Show as', 'Figures')
    const grid = page.getByRole('grid', { name: 'Figures' })
    await grid.getByRole('row').nth(2).getByText(formatBytes(last)).first().waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await choose('Show as', 'Chart')
  })

  it('says what is not kept any more, what could not be read, and what to do', async () => {
    await go('from=2026-01-01&until=2026-01-03&step=hour')
    await page.getByText('Hours are kept for 62 days').waitFor()
    await page.getByRole('button', { name: 'Show days' }).click()
    await page.getByText('1 – 3 Jan 2026').first().waitFor()
    await go('from=1000-01-01&until=1000-01-05&step=day')
    await page.getByText('The hub did not accept this input').first().waitFor()
    await go('range=all&split=user')
    await page.getByText('Users are ranked over at most 400 days').first().waitFor()
    await page.getByRole('button', { name: 'Show the last year' }).click()
    await lines().first().waitFor()
  })

  it('speaks Chinese, in the dark as well', async () => {
    await page.evaluate(() =>
      localStorage.setItem('dress', JSON.stringify({ language: 'zh', theme: 'dark' })),
    )
    await page.reload()
    await page.getByRole('heading', { level: 1, name: '流量' }).waitFor()
    await page.getByRole('radiogroup', { name: '时段' }).getByText('7 天', { exact: true }).click()
    await page.getByRole('radiogroup', { name: '拆分' }).getByText('节点', { exact: true }).click()
    const { total } = await truth(7, 'step=day')
    await page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: '总流量' }) })
      .getByText(formatBytes(total.upload + total.download))
      .waitFor()
    await page.getByRole('table', { name: '流量最多的用户' }).getByRole('link').first().click()
    await page.waitForURL(/#\/users\/\d+/)
    await page.goBack()
    await page.getByRole('list', { name: '图例' }).getByRole('listitem').first().waitFor()
    expect(await seriousFindings(page)).toEqual([])
  })

  const go = (query: string) =>
    page.evaluate(to => {
      location.hash = `#/traffic?${to}`
    }, query)
})

/** The day of the hub's calendar. */
const dayText = (at: number) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(at)

/** Runs in the window: how large a picture is, how many colours it has, and how much of it is the first colour of charts. */
async function lookAt(base64: string) {
  const image = new Image()
  image.src = `data:image/png;base64,${base64}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height
  const pen = canvas.getContext('2d')
  pen?.drawImage(image, 0, 0)
  const { data } = pen?.getImageData(0, 0, image.width, image.height) ?? { data: new Uint8ClampedArray() }
  const colours = new Set<number>()
  let water = 0
  for (let index = 0; index < data.length; index += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(index, index + 3)
    colours.add(red * 65_536 + green * 256 + blue)
    if (Math.abs(red - 0x0b) + Math.abs(green - 0x72) + Math.abs(blue - 0x85) < 12) water += 1
  }
  return { width: image.width, height: image.height, colours: colours.size, water: water / (data.length / 4) }
}
