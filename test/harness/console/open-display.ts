import { existsSync } from 'node:fs'
import { runProcess } from '../../../scripts/lab/run-process.ts'
import { eventually } from '../processes.ts'

/** An X server without a screen, of this size. */
export async function openDisplay(width = 1_280, height = 800) {
  const number = 100 + (process.pid % 50_000)
  const server = await runProcess([
    'Xvfb',
    `:${number}`,
    '-screen',
    '0',
    `${width}x${height}x24`,
    '-nolisten',
    'tcp',
    '-noreset',
  ])
  await eventually('the X server to listen', () => existsSync(`/tmp/.X11-unix/X${number}`))
  return {
    display: `:${number}`,
    async [Symbol.asyncDispose]() {
      await server.stop()
    },
  }
}
