import type { LoadedState, MarkEntry, StateStore } from '../../node-agent/ports.ts'
import type { DurableState, StoredMark } from '../../node-agent/state/durable-state.ts'

/** A disk in memory: what was saved survives the "process"; it can be full, damaged, or put back to an image. */
export function fakeStore() {
  let saved: DurableState | null = null
  let marks: StoredMark[] = []
  let full = false
  let damaged = false
  const entry = (mark: StoredMark): MarkEntry => ({
    at: mark.at,
    seq: mark.seq,
    count: mark.readings.length,
    size: 100 + mark.readings.length * 18,
  })
  const store: StateStore = {
    async load(): Promise<LoadedState> {
      if (damaged) return { kind: 'damaged', state: saved }
      return saved ? { kind: 'loaded', state: saved } : { kind: 'none' }
    },
    async save(state, mark) {
      if (full) throw new Error('ENOSPC: no space left on device')
      saved = state
      damaged = false
      if (mark) marks = [...marks, mark]
    },
    marks: () => marks.map(entry),
    async readMark(seq) {
      const found = marks.find(mark => mark.seq === seq)
      if (!found) throw new Error(`there is no mark ${seq}`)
      return found
    },
    async dropMarks(seqs) {
      marks = marks.filter(mark => !seqs.includes(mark.seq))
    },
  }
  return {
    store,
    saved: () => saved,
    fill: (value: boolean) => {
      full = value
    },
    damage: () => {
      damaged = true
    },
    image: () => ({ saved, marks }),
    restore: (image: { saved: DurableState | null; marks: StoredMark[] }) => {
      saved = image.saved
      marks = image.marks
    },
    lose: () => {
      saved = null
      marks = []
    },
  }
}
export type FakeStore = ReturnType<typeof fakeStore>
