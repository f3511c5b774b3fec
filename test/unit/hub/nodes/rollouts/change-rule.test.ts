import { expect, it } from 'vitest'
import {
  type ChangedSettings,
  namesToChange,
  settingsToRestore,
} from '../../../../../hub/nodes/rollouts/change-rule.ts'

const node: ChangedSettings = {
  ciphers: ['aes-256-gcm', 'chacha20-ietf-poly1305'],
  portFrom: 10_000,
  portUntil: 29_999,
  blockedPorts: [465, 587],
}

it('names the settings that a node has otherwise', () => {
  expect(namesToChange(node, { portFrom: 10_000, portUntil: 30_000 })).toEqual(['portUntil'])
  expect(namesToChange(node, { blockedPorts: [587, 465] })).toEqual([])
  expect(namesToChange(node, { ciphers: ['chacha20-ietf-poly1305', 'aes-256-gcm'] })).toEqual(['ciphers'])
  expect(namesToChange(node, {})).toEqual([])
})

it('gives back what still is as the roll-out made it, and names what was edited since', () => {
  const wanted = { portUntil: 30_000, blockedPorts: [25_565] }
  const hadBefore = { portUntil: 29_999, blockedPorts: [465, 587] }
  const changed = { ...node, ...wanted }
  expect(settingsToRestore(changed, wanted, hadBefore)).toEqual({ restore: hadBefore, edited: [] })
  expect(settingsToRestore({ ...changed, portUntil: 31_000 }, wanted, hadBefore)).toEqual({
    restore: { blockedPorts: [465, 587] },
    edited: ['portUntil'],
  })
})
