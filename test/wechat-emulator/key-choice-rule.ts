/** What signs: one of the two platform certificates, or the public-key pair. */
export type SigningKey = 'first' | 'second' | 'public'

export interface KeySettings {
  /** `migrating`: certificates exist, and a share of what is signed uses the public key. */
  readonly mode: 'public_key' | 'certificates' | 'migrating'
  readonly publicKeyPercent: number
  /** Which certificate signs, and which ones /v3/certificates lists. */
  readonly signing: 'first' | 'second'
  readonly listed: readonly ('first' | 'second')[]
}

/**
 * The key of the `count`-th thing signed (from 1). The share is spread evenly and is exact over each hundred.
 */
export function chooseKey(settings: KeySettings, count: number): SigningKey {
  if (settings.mode === 'public_key') return 'public'
  if (settings.mode === 'certificates') return settings.signing
  const before = Math.floor(((count - 1) * settings.publicKeyPercent) / 100)
  const after = Math.floor((count * settings.publicKeyPercent) / 100)
  return after > before ? 'public' : settings.signing
}

/** publish: both are listed, the old one signs. switch: both are listed, the new one signs. retire: the old is gone. */
export function rotate(settings: KeySettings, step: 'publish' | 'switch' | 'retire'): KeySettings {
  const other = settings.signing === 'first' ? 'second' : 'first'
  if (step === 'publish') return { ...settings, listed: ['first', 'second'] }
  if (step === 'switch') return { ...settings, listed: ['first', 'second'], signing: other }
  return { ...settings, listed: [settings.signing] }
}
