import type { Profile } from '../ipc-contract/profile.ts'
import { openSshTunnel } from '../provisioning/ssh-tunnel.ts'
import { CallError } from './call-error.ts'
import { dialDirectly } from './dial-directly.ts'
import { createHubLine, type HubLine } from './hub-line.ts'
import { parseAddress } from './parse-address.ts'

/** A line to a saved hub; with an SSH route its server is signed in to here. Throws a `CallError`. */
export async function openLine(profile: Profile, sshSecret: string | null): Promise<HubLine> {
  const address = parseAddress(profile.address)
  if (address === null) throw new CallError('address_refused', { address: profile.address })
  const { trust, route } = profile
  if (route.kind === 'direct') return createHubLine({ address, trust, dial: dialDirectly })
  const tunnel = await openSshTunnel(route, { expectedHostKey: profile.sshHostKey, secret: sshSecret })
  const line = createHubLine({ address, trust, dial: tunnel.dial })
  return {
    ...line,
    close() {
      line.close()
      tunnel.close()
    },
  }
}
