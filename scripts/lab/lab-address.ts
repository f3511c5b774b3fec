/** Numbers of one host in a lab. `n` counts from 1. */
export interface HostNumbers {
  readonly ipv4: string
  readonly ipv6: string
  /** Of its interface in the lab. */
  readonly mac: string
}

/** The n-th host's own addresses: 10.77.0.0/16 and fd77::/64 exist inside labs only, so labs never collide. */
export function hostNumbers(n: number): HostNumbers {
  const [high, low] = [Math.floor(n / 250), (n % 250) + 1]
  const hex = (value: number) => value.toString(16).padStart(2, '0')
  return {
    ipv4: `10.77.${high}.${low}`,
    ipv6: `fd77::${n.toString(16)}`,
    mac: `02:77:00:00:${hex(high)}:${hex(low)}`,
  }
}

/** `10.77.5.1` -> `10.77.5.1/16`, `fd77::5` -> `fd77::5/64`; a prefix that is there stays. */
export function withPrefix(address: string): string {
  if (address.includes('/')) return address
  return address.includes(':') ? `${address}/64` : `${address}/16`
}

export function withoutPrefix(address: string): string {
  return address.split('/')[0] ?? address
}

/** The k-th of 16,384 networks of four addresses in 10.78.0.0/16, for one link between this machine and a host. */
export function controlNetwork(k: number): { readonly here: string; readonly there: string } {
  const block = k % 16_384
  const base = `10.78.${block >> 6}.`
  const first = (block & 63) * 4
  return { here: `${base}${first + 1}`, there: `${base}${first + 2}` }
}
