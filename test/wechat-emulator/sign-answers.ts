import type { KeyObject } from 'node:crypto'
import { type Keys, randomText } from './crypto/create-identity.ts'
import { answerMessage, signMessage } from './crypto/sign-message.ts'
import { chooseKey, type KeySettings } from './key-choice-rule.ts'

export interface SigningParty {
  readonly serial: string
  readonly key: KeyObject
}

export interface Signer {
  /** For an answer: the public key when the request named it, otherwise what is in use. */
  forAnswer(namedSerial: string | undefined): SigningParty
  forNotification(): SigningParty
  /** The signature headers of `body`; `at` in Unix ms. */
  headers(body: Buffer, party: SigningParty, at: number): Record<string, string>
}

export function createSigner(keys: Keys, settings: () => KeySettings): Signer {
  let count = 0
  const party = (name: ReturnType<typeof chooseKey>) => (name === 'public' ? keys.publicKey : keys[name])
  return {
    forAnswer(namedSerial) {
      const now = settings()
      const named = namedSerial?.toUpperCase()
      if (now.mode === 'public_key' || now.mode === 'certificates') return party(chooseKey(now, 1))
      return named === keys.publicKey.serial.toUpperCase() ? keys.publicKey : keys[now.signing]
    },
    forNotification() {
      count++
      return party(chooseKey(settings(), count))
    },
    headers(body, { serial, key }, at) {
      const timestamp = String(Math.floor(at / 1000))
      const nonce = randomText(32)
      return {
        'Wechatpay-Timestamp': timestamp,
        'Wechatpay-Nonce': nonce,
        'Wechatpay-Serial': serial,
        'Wechatpay-Signature': signMessage(answerMessage(timestamp, nonce, body), key),
        'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
      }
    },
  }
}
