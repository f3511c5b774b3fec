/** The parts of the project, each named by the folders that it is made of; the longest prefix decides. */
export const zones = {
  'hub/contract': 'contract',
  hub: 'hub',
  'node-agent': 'agent',
  'src-main/ipc-contract': 'ipc-contract',
  'src-main': 'main',
  'src-renderer': 'renderer',
  scripts: 'scripts',
  test: 'test',
} as const

export type Zone = (typeof zones)[keyof typeof zones] | 'root'

/** Which zones a zone may import, beside itself. */
export const zoneImports: Readonly<Record<Zone, readonly Zone[]>> = {
  contract: [],
  hub: ['contract'],
  agent: ['contract'],
  'ipc-contract': ['contract'],
  main: ['contract', 'ipc-contract'],
  renderer: ['contract', 'ipc-contract'],
  scripts: ['contract', 'hub', 'agent'],
  test: ['contract', 'hub', 'agent', 'ipc-contract', 'main', 'renderer', 'scripts'],
  root: [],
}

/** Which packages and built-in modules of Node a zone may import; a zone that is not named here: all. */
export const zonePackages: Readonly<
  Partial<
    Record<
      Zone,
      { readonly only?: readonly string[]; readonly never?: readonly string[]; readonly node: boolean }
    >
  >
> = {
  contract: { only: ['zod'], node: false },
  // One bundled file that needs no package where it runs.
  agent: { only: ['zod'], node: true },
  'ipc-contract': { only: ['zod'], node: false },
  renderer: { never: ['electron'], node: false },
}

/**
 * The hub's folders from left to right: a folder imports what stands to its left, never what stands to its right.
 * In a `free` group the folders stand beside each other and may import each other;
 * in any other group only in the order written. A file of the hub's own folder goes by its name.
 */
export const hubLayers: readonly { readonly folders: readonly string[]; readonly free?: true }[] = [
  { folders: ['kernel'] },
  { folders: ['db'] },
  { folders: ['config', 'secrets', 'pki', 'events', 'audit', 'mail', 'alerts'], free: true },
  { folders: ['users', 'operators', 'plans', 'nodes'] },
  { folders: ['metering', 'entitlements', 'orders', 'codes', 'invites'] },
  { folders: ['gate', 'payments'] },
  { folders: ['node-config', 'subscriptions'] },
  { folders: ['overview', 'bulk', 'http', 'jobs', 'backup', 'customer-page'] },
  { folders: ['app'] },
  { folders: ['main', 'cli'] },
]

/** Folders of the renderer that a feature may import, beside its own. */
export const featureImports: readonly string[] = ['ui', 'charts', 'lib']

/** Files that decide and do nothing else: they import only their like and the contract. */
export const pureFile =
  /(^|\/)(([a-z0-9-]+-)?(rule|state|delta)|cycle|shares|(build|render|parse|map|format)-[a-z0-9-]+)\.tsx?$/

/** Where the rule of pure files holds. */
export const pureZones: readonly Zone[] = ['contract', 'hub', 'agent', 'ipc-contract', 'main', 'renderer']

/** Values and pure functions of the kernel, named otherwise than pure files are. */
export const pureByDeclaration: readonly string[] = [
  'hub/kernel/assert-never.ts',
  'hub/kernel/outcome.ts',
  'hub/kernel/failure.ts',
  'hub/gate/budget-units.ts',
  'hub/payments/payment-provider.ts',
  'node-agent/assert-never.ts',
]

/** Packages and built-in modules that compute and do nothing else. */
export const purePackages: readonly string[] = ['zod', 'temporal-polyfill', 'croner', 'node:util']

export const longestFile = 300

/** Committed migrations are written once and never change again. */
export const lengthExempt: readonly RegExp[] = [/^hub\/db\/migrations\//]

/** Names that say nothing of what is inside. `ss-manager` is the name of a program. */
export const emptyName = /(^|-)(utils?|helpers?|services?|(?<!ss-)managers?)$/
