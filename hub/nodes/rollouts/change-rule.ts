import type { RolloutChange } from '../../contract/admin/rollouts.ts'
import type { Cipher } from '../../contract/ciphers.ts'

/** The settings of a node that a roll-out may change. */
export interface ChangedSettings {
  readonly ciphers: Cipher[]
  readonly portFrom: number
  readonly portUntil: number
  readonly blockedPorts: number[]
}
export type SettingName = keyof ChangedSettings

export const settingNames: readonly SettingName[] = ['ciphers', 'portFrom', 'portUntil', 'blockedPorts']

const said = (name: SettingName, value: unknown) =>
  // The order of blocked ports says nothing; that of ciphers does: the first is offered first.
  JSON.stringify(name === 'blockedPorts' && Array.isArray(value) ? [...value].sort((a, b) => a - b) : value)

/** Which of the wanted settings a node has otherwise. */
export function namesToChange(node: ChangedSettings, wanted: RolloutChange): SettingName[] {
  return settingNames.filter(
    name => wanted[name] !== undefined && said(name, wanted[name]) !== said(name, node[name]),
  )
}

/** A node's settings of these names. */
export function settingsOf(
  node: RolloutChange | ChangedSettings,
  names: readonly SettingName[],
): Partial<ChangedSettings> {
  return Object.fromEntries(names.map(name => [name, node[name]]))
}

/**
 * What is given back to a node: of the settings as they were, those that still are what the roll-out made of them.
 * `edited` names the others.
 */
export function settingsToRestore(
  node: ChangedSettings,
  wanted: RolloutChange,
  hadBefore: RolloutChange,
): { readonly restore: Partial<ChangedSettings>; readonly edited: readonly SettingName[] } {
  const changed = settingNames.filter(name => hadBefore[name] !== undefined)
  const edited = changed.filter(name => said(name, node[name]) !== said(name, wanted[name]))
  return {
    restore: settingsOf(
      hadBefore,
      changed.filter(name => !edited.includes(name)),
    ),
    edited,
  }
}
