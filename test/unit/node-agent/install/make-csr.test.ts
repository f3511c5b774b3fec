import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { makeCsr, makeKey } from '../../../../node-agent/install/make-csr.ts'
import { missingParts } from '../../../harness/missing-parts.ts'

const missing = missingParts(['openssl'])

describe.skipIf(missing !== '')(`a certificate request ${missing}`, () => {
  it('is signed by its own key and names the node', () => {
    const csr = makeCsr(makeKey(), 42)
    const text = execFileSync('openssl', ['req', '-verify', '-noout', '-text'], {
      input: csr,
      stdio: 'pipe',
    }).toString()
    expect(text).toContain('DNS:node-42.sluice.internal, URI:urn:sluice:node:42')
    expect(text).toContain('prime256v1')
    const broken = csr.replace(/([A-Za-z0-9])\n/, (_, last) => `${last === 'A' ? 'B' : 'A'}\n`)
    expect(() =>
      execFileSync('openssl', ['req', '-verify', '-noout'], { input: broken, stdio: 'pipe' }),
    ).toThrow()
  })
})
