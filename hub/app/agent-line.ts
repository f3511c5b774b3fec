import { type AgentClient, createAgentClient } from '../node-config/agent-client.ts'
import type { HubCredentials } from '../pki/hub-credentials.ts'

/** A client for agents that always speaks with the present credentials: they change with rotations and removals. */
export function createAgentLine(
  credentials: HubCredentials,
  options: { readonly allowLocal: boolean },
): AgentClient {
  let known = credentials.present()
  let client = createAgentClient(known, options)
  const current = (): AgentClient => {
    const present = credentials.present()
    if (present !== known) {
      known = present
      client = createAgentClient(known, options)
    }
    return client
  }
  return {
    counters: (...call) => current().counters(...call),
    putConfig: (...call) => current().putConfig(...call),
    getConfig: (...call) => current().getConfig(...call),
    health: (...call) => current().health(...call),
    fetchEnrolment: (...call) => current().fetchEnrolment(...call),
    putEnrolment: (...call) => current().putEnrolment(...call),
    fetchCertificateRequest: (...call) => current().fetchCertificateRequest(...call),
    putCertificate: (...call) => current().putCertificate(...call),
  }
}
