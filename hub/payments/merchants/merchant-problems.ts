import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readMerchant, type SettingProblem, type WechatMerchant } from '../wechat/merchant.ts'

/** The serial in apiclient_cert.pem as WeChat writes it; null where it is no certificate. */
export function serialOfCertificate(pem: string): string | null {
  try {
    return new X509Certificate(pem).serialNumber.toUpperCase()
  } catch {
    return null
  }
}

/** What can be said of settings without asking WeChat. Never throws. `rehearsal`: another origin than WeChat's. */
export function merchantProblems(
  settings: WechatMerchant,
  certificatePem: string | null,
  rehearsal: boolean,
): readonly SettingProblem[] {
  return [
    ...readMerchant(settings, rehearsal).problems,
    ...certificateProblems(settings, certificatePem),
    ...(rehearsal ? [] : addressProblems(settings.notifyUrl)),
  ]
}

function certificateProblems(settings: WechatMerchant, pem: string | null): SettingProblem[] {
  if (pem === null) return []
  const serial = serialOfCertificate(pem)
  if (serial === null) {
    return [
      { about: 'merchant-serial', message: 'The merchant certificate is not readable (apiclient_cert.pem).' },
    ]
  }
  if (serial !== settings.merchantSerial.toUpperCase()) {
    const message = `The serial is not that of the merchant certificate, which is ${serial}.`
    return [{ about: 'merchant-serial', message }]
  }
  return belongsTo(pem, settings.merchantKeyPem)
    ? []
    : [
        {
          about: 'merchant-key',
          message: `The merchant key does not belong to the certificate ${serial}: they come from two downloads.`,
        },
      ]
}

/** Also true for a key that cannot be read, of which something else is said. */
function belongsTo(certificatePem: string, keyPem: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem))
  } catch {
    return true
  }
}

const privateHost =
  /^(localhost|.*\.(local|internal|localhost)|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|169\.254\..*|0\.0\.0\.0|\[.*\])$/i

function addressProblems(notifyUrl: string): SettingProblem[] {
  const host = URL.parse(notifyUrl)?.hostname
  if (host === undefined || !privateHost.test(host)) return []
  return [{ about: 'notify-url', message: `WeChat cannot reach ${host}: it is not a public address.` }]
}
