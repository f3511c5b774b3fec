import type { Clock } from '../../kernel/clock.ts'
import type { ConnectionReport } from '../payment-provider.ts'
import { skewOf } from './clock-skew.ts'
import type { FetchedCertificates } from './fetch-certificates.ts'
import { readErrorBody } from './map-error-body.ts'
import type { ReadMerchant, SettingProblem } from './merchant.ts'
import { type Exchange, unverifiedText } from './transport.ts'
import { signatureWindowMs } from './verify-signature.ts'

/** A clock this far off still works, and will not for long. */
const doubtfulSkewMs = 60_000

export interface ConnectionDeps {
  readonly merchant: ReadMerchant
  readonly fetchCertificates: () => Promise<FetchedCertificates>
  /** Asks for a payment that does not exist: a proven 404 proves number, key and serial of the merchant. */
  readonly askForNothing: () => Promise<Exchange>
  readonly clock: Clock
}

/** Judges the settings by themselves, then by what WeChat answers; each problem names the setting to mend. */
export async function checkConnection(deps: ConnectionDeps): Promise<ConnectionReport> {
  const { merchant } = deps
  const found = [...merchant.problems]
  const report = (skew: number | null, certificates: number, unproven: ConnectionReport['unproven']) => ({
    ok: found.length === 0,
    // The first word on a setting is the most exact one.
    problems: found.filter((one, index) => found.findIndex(other => other.about === one.about) === index),
    clockSkewMs: skew,
    trusts: { publicKey: merchant.publicKey !== null, certificates },
    unproven,
  })
  if (merchant.signingKey === null)
    return report(null, 0, ['mchid', 'appid', 'merchant-serial', 'api-v3-key'])

  const fetched = await deps.fetchCertificates()
  const sent = fetched.ok ? null : fetched.sent
  if (sent?.kind === 'fault') {
    found.push({ about: 'network', message: `WeChat Pay was not reached: ${sent.message}.` })
    return report(null, 0, ['mchid', 'appid', 'merchant-serial', 'api-v3-key'])
  }
  const asked = await deps.askForNothing()
  const skew = skewOf(dateToTrust(fetched, asked), deps.clock.now())
  if (skew !== null && Math.abs(skew) >= doubtfulSkewMs) found.push(clockProblem(skew))
  // A clock that is off by the window makes everything else look wrong.
  if (skew === null || Math.abs(skew) < signatureWindowMs) {
    if (!fetched.ok) found.push(...certificateProblems(fetched))
    found.push(...answerProblems(asked, merchant))
  }
  const hasCertificates = fetched.ok && fetched.certificates.length > 0
  return report(skew, fetched.ok ? fetched.certificates.length : 0, [
    'appid',
    ...(hasCertificates ? [] : (['api-v3-key'] as const)),
  ])
}

/**
 * The `Date` to set the clock against. A refusal cannot be proven before the keys are known, and counts all the same;
 * what is no answer of WeChat at all does not.
 */
function dateToTrust(fetched: FetchedCertificates, asked: Exchange): string | undefined {
  if (asked.kind !== 'fault' && (fetched.ok || asked.kind === 'verified')) return asked.date
  if (fetched.ok || fetched.fault === 'content') return undefined
  return fetched.sent.kind === 'answer' ? fetched.sent.headers.date : undefined
}

function clockProblem(skew: number): SettingProblem {
  const seconds = Math.round(Math.abs(skew) / 1000)
  return {
    about: 'clock',
    message: `The clock of this machine is ${seconds} s ${skew > 0 ? 'ahead' : 'behind'}; beyond 300 s nothing of WeChat is accepted. Turn on time synchronisation.`,
  }
}

function certificateProblems(fetched: Extract<FetchedCertificates, { ok: false }>): SettingProblem[] {
  switch (fetched.fault) {
    case 'key':
      return [
        {
          about: 'api-v3-key',
          message:
            'The APIv3 key does not open what WeChat sends: copy it anew, or set a new one in WeChat’s console.',
        },
      ]
    case 'content':
      return [{ about: 'network', message: `What answers is not WeChat Pay: it ${fetched.message}.` }]
    case 'status':
      return fetched.sent.kind === 'answer'
        ? errorProblems(fetched.sent.status, fetched.sent.body.toString('utf8'))
        : []
    // The second question tells more of these.
    case 'fault':
    case 'signature':
    case 'stale':
      return []
  }
}

function answerProblems(asked: Exchange, merchant: ReadMerchant): SettingProblem[] {
  if (asked.kind === 'fault')
    return [{ about: 'network', message: `WeChat Pay was not reached: ${asked.message}.` }]
  if (asked.kind === 'verified') return errorProblems(asked.status, asked.body.toString('utf8'))
  if (asked.serial?.startsWith('PUB_KEY_ID_')) {
    if (merchant.publicKey === null) {
      return [
        {
          about: 'public-key-id',
          message: `WeChat signs for this merchant with a public key: set pub_key.pem and its id ${asked.serial}.`,
        },
      ]
    }
    if (asked.serial !== merchant.publicKey.id) {
      return [
        {
          about: 'public-key-id',
          message: `WeChat signs with the public key ${asked.serial}, another than the one set.`,
        },
      ]
    }
    if (asked.why === 'bad-signature') {
      return [
        {
          about: 'public-key',
          message: 'The public key does not belong to its id: download pub_key.pem anew.',
        },
      ]
    }
  }
  const hint = asked.hint
  if (hint !== null && asked.status >= 400 && asked.status < 500) return codeProblems(asked.status, hint)
  return [{ about: 'signature', message: `The answer was not proven: it ${unverifiedText(asked).message}.` }]
}

function errorProblems(status: number, text: string): SettingProblem[] {
  const error = readErrorBody(text)
  if (error !== null) return codeProblems(status, error)
  return status < 300
    ? []
    : [{ about: 'refused', message: `WeChat Pay answered ${status} without a reason.` }]
}

const wrongMerchant: ReadonlySet<string> = new Set(['MCHNOTEXISTS', 'MCHIDNOTEXISTS', 'INVALIDMCHID'])

/** WeChat has one code for many mistakes; its words tell them apart. */
function codeProblems(
  status: number,
  error: { readonly code: string; readonly message: string },
): SettingProblem[] {
  // There is no such payment: exactly what was asked for.
  if (error.code === 'ORDERNOTEXIST' || error.code === 'RESOURCENOTEXISTS') return []
  const said = `WeChat says ${error.code}: ${error.message}`
  if (status === 401 || error.code === 'SIGNERROR') {
    if (/serial|序列号|证书/i.test(error.message)) {
      return [
        {
          about: 'merchant-serial',
          message: `The serial is not one of this merchant’s certificates. ${said}`,
        },
      ]
    }
    if (/mch_?id|商户号/i.test(error.message)) {
      return [{ about: 'mchid', message: `The merchant number is not accepted. ${said}` }]
    }
    if (/timestamp|时间/i.test(error.message)) {
      return [{ about: 'clock', message: `The time of the request is not accepted. ${said}` }]
    }
    return [
      {
        about: 'merchant-key',
        message: `The signature is not accepted: merchant key, certificate serial and mchid do not belong together. ${said}`,
      },
    ]
  }
  if (wrongMerchant.has(error.code) || /mch_?id|商户号/i.test(error.message)) {
    return [{ about: 'mchid', message: `The merchant number is not accepted. ${said}` }]
  }
  return [{ about: 'refused', message: `WeChat Pay refused. ${said}` }]
}
