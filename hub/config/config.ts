import type { LogLevel } from '../kernel/logger.ts'

/** Certificate and key of a listener: files, or `self` for one of the hub's own authority. */
export type ListenerTls =
  | { readonly kind: 'none' }
  | { readonly kind: 'self'; readonly names: readonly string[] }
  | { readonly kind: 'files'; readonly certificate: string; readonly key: string }

export interface ListenerConfig {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly tls: ListenerTls
}

/** As `DatabaseConfig`, but without the password, which is a secret. Paths are absolute. */
export type DatabaseLocation =
  | { readonly engine: 'sqlite'; readonly file: string }
  | {
      readonly engine: 'mariadb'
      readonly host: string
      readonly port: number
      readonly socketPath?: string
      readonly user: string
      readonly database: string
      readonly poolSize: number
    }

/** How mail leaves, but for the password, which is a secret. */
export interface SmtpLocation {
  readonly host: string
  readonly port: number
  /** Empty: no sign-in. */
  readonly user: string
  /** The address that mail comes from. */
  readonly from: string
  /** `tls`: encrypted from the first byte. `starttls`: upgraded before anything is said, or not at all. */
  readonly tls: 'tls' | 'starttls' | 'none'
}

/** The hub's configuration, validated; it holds no secret and may be shown. */
export interface Config {
  readonly dataDirectory: string
  readonly database: DatabaseLocation
  readonly admin: ListenerConfig
  readonly public: ListenerConfig
  readonly metrics: ListenerConfig
  /** Without a slash at its end; null: none was configured, and nothing that needs links can be sent. */
  readonly publicUrl: string | null
  readonly trustedProxies: readonly string[]
  readonly timeZone: string
  readonly collectEverySeconds: number
  /** How long a lease lasts without being renewed. */
  readonly leaseSeconds: number
  readonly hubId: string
  readonly logLevel: LogLevel
  readonly demo: boolean
  readonly backupDirectory: string
  readonly backupDaily: boolean
  /** Null: operators set it in the console. */
  readonly smtp: SmtpLocation | null
}
