/** Where an agent of the demo is reached, and how it is started and ended. */
export interface DemoNode extends AsyncDisposable {
  readonly kind: 'real' | 'simulated'
  /** One line about what it is. */
  readonly what: string
  /** Why it is no real one; null for a real one. */
  readonly missing: string | null
  readonly managementHost: string
  readonly managementPort: number
  /** Where customers on this machine reach it. */
  readonly customerHost: string
  /** Starts the agent; with a bundle on the first start, from its own state afterwards. */
  startAgent(bundleFile: string | null): Promise<void>
  /** Whether a customer's port is served by now. */
  isOpen(port: number): Promise<boolean>
  /** Sends traffic through a user's port as a customer would; resolves with the bytes that arrived. */
  sendTraffic(access: DemoAccess, traffic: DemoTraffic): Promise<number>
}

export interface DemoAccess {
  readonly port: number
  readonly cipher: string
  readonly password: string
}

export interface DemoTraffic {
  readonly bytes: number
  /** Bytes per second. */
  readonly rate: number
}
