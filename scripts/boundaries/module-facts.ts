/** What the rules know of one file. Paths are relative to the project's root, with forward slashes. */
export interface ModuleFacts {
  readonly path: string
  readonly lines: number
  /** Nothing but imports and re-exports. */
  readonly isBarrel: boolean
  readonly imports: readonly ImportFact[]
  /** Clocks, promises and randomness that the file itself uses, with their lines. */
  readonly impurities: readonly { readonly what: string; readonly line: number }[]
}

/** One import of any form: value, type-only, re-export, `import()`, `import('x').T`, `require`. */
export interface ImportFact {
  readonly specifier: string
  readonly line: number
  readonly target: ImportTarget
}

export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'unresolved' }
  /** The name of the module is computed, so no check can follow it. */
  | { readonly kind: 'computed' }

/** One breach, ready to be shown to a person. */
export interface Violation {
  readonly path: string
  readonly line: number
  readonly rule: string
  readonly message: string
}
