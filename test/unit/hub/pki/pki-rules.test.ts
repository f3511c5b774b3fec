import { describe, expect, it } from 'vitest'
import { expirySeverity } from '../../../../hub/pki/expiry-rule.ts'
import { renewalReason } from '../../../../hub/pki/renewal-rule.ts'

const day = 86_400_000

describe('the end of a certificate', () => {
  it.each([
    [31 * day, null],
    [30 * day, 'warning'],
    [8 * day, 'warning'],
    [7 * day, 'critical'],
    [-day, 'critical'],
  ])('%d ms ahead is %s', (ahead, severity) => {
    expect(expirySeverity(1_000 * day + ahead, 1_000 * day)).toBe(severity)
  })
})

describe('a node needs another certificate', () => {
  const facts = { issuerId: 2, trustChangedAt: 50, now: 100 }
  const held = { authorityId: 2, issuedAt: 60, expiresAt: 100 + 60 * day }
  it.each([
    [null, 'missing'],
    [{ ...held, authorityId: 1 }, 'authority'],
    [{ ...held, issuedAt: 49 }, 'trust'],
    [{ ...held, expiresAt: 100 + 20 * day }, 'expiring'],
    [held, null],
  ])('%j: %s', (certificate, reason) => {
    expect(renewalReason(certificate, facts)).toBe(reason)
  })
})
