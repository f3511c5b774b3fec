import { expect, it } from 'vitest'
import type { NodeSample } from '../../../../../hub/contract/admin/node-samples.ts'
import { buildSamples } from '../../../../../src-renderer/features/nodes/build-samples.ts'

const sample = (at: number) =>
  ({
    ...{ at, cpu: 250, load: 1, memoryUsed: 5, memoryTotal: 9, agentMemory: 2 },
    ...{ portsListening: 3, portsClosed: 1, upload: 4, download: 8 },
  }) as unknown as NodeSample

it('breaks the lines where spans are missing, and nowhere else', () => {
  const rows = buildSamples([sample(0), sample(100), sample(500), sample(600)], 100)
  expect(rows.map(({ at, download }) => [at, download])).toEqual([
    ...[
      [0, 8],
      [100, 8],
      [200, null],
      [500, 8],
      [600, 8],
    ],
  ])
})

it('tells processor as a part, and nothing where an agent is too old to say', () => {
  expect(buildSamples([sample(0)], 100)[0]).toMatchObject({ cpu: 0.25, memory: 5, listening: 3, closed: 1 })
  expect(buildSamples([{ ...sample(0), cpu: null }], 100)[0]?.cpu).toBeNull()
})
