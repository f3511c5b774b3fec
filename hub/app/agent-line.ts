import { type AgentClient, createAgentClient } from '../node-config/agent-client.ts'
import type { Credentials } from '../pki/hub-credentials.ts'

/** A client for agents that always speaks with the present credentials: they change with rotations and removals. */
export function createAgentLine(
  credentials: { present(): Credentials | Promise<Credentials> },
  options: { readonly allowLocal: boolean },
): AgentClient {
  let made: { readonly from: Credentials; readonly client: AgentClient } | null = null
  const current = async (): Promise<AgentClient> => {
    const present = await credentials.present()
    if (made?.from !== present) made = { from: present, client: createAgentClient(present, options) }
    return made.client
  }
  return {
    counters: async (...call) => (await current()).counters(...call),
    putConfig: async (...call) => (await current()).putConfig(...call),
    getConfig: async (...call) => (await current()).getConfig(...call),
    health: async (...call) => (await current()).health(...call),
    fetchEnrolment: async (...call) => (await current()).fetchEnrolment(...call),
    putEnrolment: async (...call) => (await current()).putEnrolment(...call),
    fetchCertificateRequest: async (...call) => (await current()).fetchCertificateRequest(...call),
    putCertificate: async (...call) => (await current()).putCertificate(...call),
  }
}
