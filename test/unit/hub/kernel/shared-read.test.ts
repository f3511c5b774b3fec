import { expect, it } from 'vitest'
import { createSharedRead } from '../../../../hub/kernel/shared-read.ts'

function aSlowRead() {
  let begun = 0
  const ends: ((failed?: Error) => void)[] = []
  const ask = createSharedRead(() => {
    begun += 1
    const number = begun
    return new Promise<number>((resolve, reject) => {
      ends.push(failed => (failed === undefined ? resolve(number) : reject(failed)))
    })
  })
  return { ask, begun: () => begun, end: (index: number, failed?: Error) => ends[index]?.(failed) }
}

it('reads once for all who ask while one reads, and only after they asked', async () => {
  const { ask, begun, end } = aSlowRead()
  const first = ask()
  const [second, third] = [ask(), ask()]
  expect(begun()).toBe(1)
  end(0)
  expect(await first).toBe(1)
  await new Promise(resolve => setImmediate(resolve))
  expect(begun()).toBe(2)
  end(1)
  expect(await Promise.all([second, third])).toEqual([2, 2])
})

it('reads on after a failure, which only they learn of whose read it was', async () => {
  const { ask, end } = aSlowRead()
  const first = ask()
  const second = ask()
  end(0, new Error('away'))
  await expect(first).rejects.toThrow('away')
  await new Promise(resolve => setImmediate(resolve))
  end(1)
  expect(await second).toBe(2)
})
