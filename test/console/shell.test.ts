import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../harness/console/world.ts'

describe('the shell', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  it('shows the overview of a hub to who is signed in, and goes to every section', async () => {
    await using console = await world.open({ role: 'owner' })
    const { page } = console
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    for (const name of ['Users', 'Orders', 'Plans', 'Nodes', 'Traffic', 'System']) {
      await page.getByRole('navigation', { name: 'Sluice' }).getByRole('link', { name }).click()
      await page.getByRole('heading', { level: 1 }).filter({ hasText: name }).waitFor()
    }
    expect(await page.title()).toBe('System · Sluice')
  })
})
