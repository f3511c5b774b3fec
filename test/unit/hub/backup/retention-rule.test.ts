import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildBackupName, parseBackupName } from '../../../../hub/backup/build-backup-name.ts'
import { chooseRemoved } from '../../../../hub/backup/retention-rule.ts'
import type { Instant } from '../../../../hub/contract/primitives.ts'

const dayMs = 86_400_000
const start = Date.UTC(2026, 0, 1, 2, 15)
const backup = (day: number, isGood = true) => {
  const at = (start + day * dayMs) as Instant
  return { file: buildBackupName(at), at, isGood }
}

describe('the retention of backups', () => {
  it('keeps 7 days, 4 weeks and 6 months of a year with a backup each night', () => {
    let kept = [backup(0)]
    for (let day = 1; day < 365; day += 1) {
      kept.push(backup(day))
      const removed = new Set(chooseRemoved(kept))
      kept = kept.filter(({ file }) => !removed.has(file))
    }
    expect(kept.map(({ at }) => new Date(at).toISOString().slice(0, 10))).toEqual([
      // The newest of each month,
      '2026-07-31',
      '2026-08-31',
      '2026-09-30',
      '2026-10-31',
      '2026-11-30',
      // of each week, which end on Sundays,
      '2026-12-13',
      '2026-12-20',
      // and of each day.
      '2026-12-25',
      '2026-12-26',
      '2026-12-27',
      '2026-12-28',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
    ])
  })

  it('keeps the newest good one among many bad ones', () => {
    const bad = Array.from({ length: 400 }, (_, day) => backup(day + 1, false))
    expect(chooseRemoved([backup(0), ...bad])).not.toContain(backup(0).file)
  })

  it('keeps every backup of the last 24 hours', () => {
    const eachHour = Array.from({ length: 72 }, (_, hour) => backup(hour / 24))
    const removed = new Set(chooseRemoved(eachHour))
    const kept = eachHour.filter(({ file }) => !removed.has(file))
    expect(kept.slice(-24)).toEqual(eachHour.slice(-24))
    expect(kept).toHaveLength(24 + 2)
  })

  it('never removes the newest, and is done after one step', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 900 }), { minLength: 1 }), days => {
        const all = days.map(day => backup(day))
        const removed = new Set(chooseRemoved(all))
        const kept = all.filter(({ file }) => !removed.has(file))
        expect(removed.has(backup(Math.max(...days)).file)).toBe(false)
        expect(kept.length).toBeLessThanOrEqual(7 + 4 + 6)
        expect(chooseRemoved(kept)).toEqual([])
      }),
    )
  })

  it('knows its own files by their names, and no others', () => {
    expect(buildBackupName(start as Instant)).toBe('sluice-20260101-021500-000.backup')
    expect(parseBackupName('sluice-20260101-021500-000.backup')).toBe(start)
    for (const name of [
      'sluice-20260101.backup',
      'other.backup',
      'sluice-20260101-021500-000.backup.partial',
    ]) {
      expect(parseBackupName(name)).toBeNull()
    }
  })
})
