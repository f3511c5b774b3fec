import { describe, expect, it } from 'vitest'
import { desiredConfig } from '../../../../hub/contract/agent/config.ts'
import { buildDesiredConfig } from '../../../../hub/node-config/build-desired-config.ts'

const node = { epoch: 2, revision: 7, instance: 'a'.repeat(32), blockedPorts: [465, 6667, 465] }
const aPort = (port: number) => ({
  port,
  cipher: 'aes-256-gcm' as const,
  password: 'a-password-for-tests',
  closeAt: 1_000,
  closeAfter: null,
  serve: true,
})

describe('the desired configuration of a node', () => {
  it('is what the contract takes, its ports in ascending order', () => {
    const config = buildDesiredConfig(node, [aPort(12_000), aPort(11_000)])
    expect(desiredConfig.parse(config)).toEqual(config)
    expect(config).toMatchObject({ epoch: 2, revision: 7, blockedPorts: [465, 6667] })
    expect(config.ports.map(entry => entry.port)).toEqual([11_000, 12_000])
  })

  it('is the same text whatever order the ports were read in', () => {
    const ports = [aPort(11_000), aPort(12_000)]
    expect(JSON.stringify(buildDesiredConfig(node, ports))).toBe(
      JSON.stringify(buildDesiredConfig(node, ports.toReversed())),
    )
  })

  it('carries nothing that is not for the node', () => {
    const known = { ...aPort(11_000), userId: 5, passwordSecret: 'v1:sealed' }
    expect(JSON.stringify(buildDesiredConfig(node, [known]))).not.toMatch(/userId|sealed/)
  })
})
