import { join } from 'node:path'
import { type BrowserWindow, type Rectangle, screen } from 'electron'
import * as z from 'zod'
import { type JsonFile, openJsonFile } from '../profiles/json-file.ts'

const remembered = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400),
  height: z.number().int().min(300),
  isMaximized: z.boolean(),
})
export type WindowState = z.infer<typeof remembered>

export function openWindowStateFile(folder: string): JsonFile<WindowState | null> {
  return openJsonFile(join(folder, 'window.json'), remembered.nullable(), null)
}

/** Where the window was, unless the screen it was on is gone. */
export function boundsOf(state: WindowState | null): Partial<Rectangle> {
  if (state === null) return { width: 1_280, height: 800 }
  const { workArea } = screen.getDisplayMatching(state)
  const isSeen =
    state.x < workArea.x + workArea.width - 100 &&
    state.x + state.width > workArea.x + 100 &&
    state.y >= workArea.y - 20 &&
    state.y < workArea.y + workArea.height - 100
  const { width, height } = state
  return isSeen ? { x: state.x, y: state.y, width, height } : { width, height }
}

/** Remembers size and place whenever they have come to rest. */
export function rememberBounds(window: BrowserWindow, file: JsonFile<WindowState | null>): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (window.isDestroyed() || window.isMinimized()) return
      const state = { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
      void file.change(() => state)
    }, 300)
  }
  for (const name of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(name as 'resize', save)
  window.once('closed', () => clearTimeout(timer))
}
