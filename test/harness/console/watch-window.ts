import type { Page } from '@playwright/test'

interface Feel {
  /** Tasks of 50 ms and more: on which screen they ended, and how long they took. */
  readonly longTasks: { readonly screen: string; readonly ms: number }[]
  /** From a key or a click to the next picture, of those that took 16 ms and more: on which screen, and how long of it code ran. */
  readonly inputs: {
    readonly name: string
    readonly screen: string
    readonly ms: number
    readonly ranMs: number
  }[]
  /** Between two frames, while they are watched. */
  frames: number[]
  isWatchingFrames: boolean
  changedAt: number
  typedAt: number
}

declare global {
  interface Window {
    feel: Feel
  }
}

/** To be called once: from now on every load of the window notes when its screen stood with nothing left that loads. */
export async function watchLoads(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const timer = setInterval(() => {
      const isLoading =
        document.querySelector('main .mantine-Skeleton-root, main [aria-busy="true"]') !== null
      if (document.querySelector('h1') === null || isLoading) return
      clearInterval(timer)
      document.documentElement.dataset['stoodAt'] = String(performance.now())
    }, 10)
  })
}

/** Loads the window anew; the milliseconds from its beginning until the screen stood. Only where loads are watched. */
export async function timeLoad(page: Page): Promise<number> {
  await page.reload()
  const root = page.locator('html[data-stood-at]')
  await root.waitFor()
  return Number(await root.getAttribute('data-stood-at'))
}

/** Takes notes in a page from now on; what the browser noted before is taken over. */
export async function watchWindow(page: Page): Promise<void> {
  await page.evaluate(() => {
    const feel: Feel = {
      longTasks: [],
      inputs: [],
      frames: [],
      isWatchingFrames: false,
      changedAt: 0,
      typedAt: 0,
    }
    window.feel = feel
    new PerformanceObserver(list => {
      for (const { duration } of list.getEntries())
        feel.longTasks.push({ screen: location.hash, ms: duration })
    }).observe({ type: 'longtask', buffered: true })
    const events = { type: 'event', durationThreshold: 16, buffered: true }
    new PerformanceObserver(list => {
      for (const entry of list.getEntries() as PerformanceEventTiming[]) {
        const ranMs = entry.processingEnd - entry.startTime
        feel.inputs.push({ name: entry.name, screen: location.hash, ms: entry.duration, ranMs })
      }
    }).observe(events)
    new MutationObserver(() => {
      feel.changedAt = performance.now()
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
    const note = () => {
      feel.typedAt = performance.now()
    }
    addEventListener('input', note, { capture: true })
  })
}

/** What was noted so far. */
export const readNotes = (page: Page): Promise<Feel> => page.evaluate(() => window.feel)

/**
 * Goes to a screen and answers the milliseconds until it stood: until its last change before it was quiet, with nothing
 * left that loads.
 */
export function timeSwitch(page: Page, to: string): Promise<number> {
  return page.evaluate(async hash => {
    const quietMs = 120
    const longestMs = 30_000
    const { feel } = window
    const begun = performance.now()
    feel.changedAt = 0
    location.hash = hash
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, 10))
      const now = performance.now()
      const isLoading =
        document.querySelector('main .mantine-Skeleton-root, main [aria-busy="true"]') !== null
      if (feel.changedAt > begun && !isLoading && now - feel.changedAt > quietMs)
        return feel.changedAt - begun
      if (now - begun > longestMs) throw new Error(`${hash} did not come to rest`)
    }
  }, to)
}

/** Types where the cursor is, and answers the milliseconds from the last key until the first of `rows` holds `found`. */
export async function timeTyping(
  page: Page,
  typed: { readonly text: string; readonly rows: string; readonly found: string },
): Promise<number> {
  // Quicker than a list waits for the next key: one question is asked.
  await page.keyboard.type(typed.text, { delay: 40 })
  return page.evaluate(async ({ rows, found }) => {
    const longestMs = 30_000
    for (;;) {
      const first = document.querySelector(rows)?.textContent?.toLowerCase() ?? ''
      const waited = performance.now() - window.feel.typedAt
      if (first.includes(found.toLowerCase())) return waited
      if (waited > longestMs) throw new Error(`${found} was not found`)
      await new Promise(requestAnimationFrame)
    }
  }, typed)
}

/** The milliseconds between frames while `work` goes on. */
export async function watchFrames(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(() => {
    const { feel } = window
    feel.frames = []
    feel.isWatchingFrames = true
    let last = performance.now()
    const look = (now: number) => {
      feel.frames.push(now - last)
      last = now
      if (feel.isWatchingFrames) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await work()
  return page.evaluate(() => {
    window.feel.isWatchingFrames = false
    return window.feel.frames.slice(1)
  })
}

export interface WindowMemory {
  readonly heapBytes: number
  readonly nodes: number
  readonly listeners: number
}

/** What a window holds once what is not needed is thrown away. */
export async function openMemoryMeter(page: Page): Promise<() => Promise<WindowMemory>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const read = (wanted: string) => {
      const found = metrics.find(({ name }) => name === wanted)
      if (found === undefined) throw new Error(`the browser does not tell ${wanted}`)
      return found.value
    }
    return { heapBytes: read('JSHeapUsedSize'), nodes: read('Nodes'), listeners: read('JSEventListeners') }
  }
}
