import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { OpenConsole } from './console-options.ts'
import { entrance, type Screen, screens } from './screens.ts'
import { openWorld } from './world.ts'

/**
 * `take-screenshots FOLDER [words]`: pictures of all screens, or of those whose names begin with one of the words;
 * `en`, `zh`, `light` and `dark` among the words keep to that language or theme.
 */
const [folder = '', ...words] = process.argv.slice(2)

const size = { width: 1_280, height: 800 }
const longest = 3_000
const waitMs = 30_000
const looks = [
  { language: 'en', theme: 'light' },
  { language: 'zh', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'zh', theme: 'dark' },
] as const
type Look = (typeof looks)[number]

const isOfLooks = (word: string) => looks.some(({ language, theme }) => word === language || word === theme)
/** None of the choices named means all of them. */
const isChosen = (value: string, choices: readonly string[]) =>
  words.includes(value) || !choices.some(choice => words.includes(choice))
const wantedLooks = looks.filter(
  ({ language, theme }) => isChosen(language, ['en', 'zh']) && isChosen(theme, ['light', 'dark']),
)
const names = words.filter(word => !isOfLooks(word))
const isWanted = ({ name }: { readonly name: string }) =>
  names.length === 0 || names.some(start => name.startsWith(start))
const wanted = screens.filter(isWanted)
const isEntranceWanted = entrance.some(isWanted)
const failures: string[] = []
let taken = 0
const total = wantedLooks.length * (wanted.length + (isEntranceWanted ? entrance.length : 0))

if (wanted.length === 0 && !isEntranceWanted) throw new Error(`no screen is named ${names.join(' or ')}`)
mkdirSync(folder, { recursive: true })
await using world = await openWorld({ seeded: true })
for (const look of wantedLooks) {
  if (isEntranceWanted) await takeEntrance(look)
  if (wanted.length > 0) await takeScreens(look)
}
for (const failure of failures) console.error(`FAILED ${failure}`)
console.log(`${taken} pictures in ${folder}, ${failures.length} failed`)
if (failures.length > 0) process.exitCode = 1

async function takeScreens(look: Look): Promise<void> {
  await using opened = await world.open({ role: 'owner', ...look })
  await awaitHeading(opened.page, look, ['Overview', '总览'])
  for (const screen of wanted) {
    await attempt(opened, look, screen.name, async page => {
      await goTo(page, look, screen)
      await screen.open?.(page, sayIn(look))
    })
  }
}

async function takeEntrance(look: Look): Promise<void> {
  await using opened = await world.open(look)
  for (const { name, heading, open } of entrance) {
    await attempt(opened, look, name, async page => {
      await open?.(page, sayIn(look), world.hub.addresses.admin)
      await awaitHeading(page, look, heading)
    })
  }
}

/** One picture, or one failure more: the others are wanted all the same. */
async function attempt(
  { page }: OpenConsole,
  { language, theme }: Look,
  name: string,
  bring: (page: Page) => Promise<void>,
): Promise<void> {
  const file = `${name}-${language}-${theme}.png`
  try {
    await bring(page)
    await settle(page)
    await takeWhole(page, join(folder, file))
    taken += 1
    console.log(`${taken}/${total} ${file}`)
  } catch (error) {
    failures.push(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    console.error(`FAILED ${failures.at(-1)}`)
  }
}

async function goTo(page: Page, look: Look, { path, heading }: Screen): Promise<void> {
  await page.evaluate(to => {
    window.location.hash = to
  }, path)
  // What the screen before left open is gone.
  await page.reload()
  await awaitHeading(page, look, heading)
}

async function awaitHeading(page: Page, look: Look, heading: Screen['heading']): Promise<void> {
  const name = heading === null ? /./ : sayIn(look)(...heading)
  await page.getByRole('heading', { level: 1, name }).first().waitFor({ timeout: waitMs })
}

function sayIn({ language }: Look) {
  return (en: string, zh: string) => (language === 'zh' ? zh : en)
}

/** Until nothing is being loaded; the pointer lies where it touches nothing. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(1, size.height - 1)
  await page.waitForFunction(
    () => document.querySelector('[aria-busy="true"], .mantine-Skeleton-root, .mantine-Loader-root') === null,
    undefined,
    { timeout: waitMs },
  )
}

/** All of the screen, also what one scrolls to. */
async function takeWhole(page: Page, path: string): Promise<void> {
  const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0)
  await page.setViewportSize({ ...size, height: Math.min(longest, Math.max(size.height, height)) })
  await page.screenshot({ path })
  await page.setViewportSize(size)
}
