import type { ConnectionProblem } from '../payment-provider.ts'

/** What an operator does about a problem, in one sentence. */
export const nextStep: Readonly<Record<ConnectionProblem, string>> = {
  mchid:
    'Copy the merchant number from pay.weixin.qq.com, Account Center; it belongs to this key and serial.',
  appid:
    'Copy the appid of the official account or app, and bind it to this merchant number under Product Center, AppID management.',
  'api-v3-key':
    'Set the APIv3 key anew under Account Center, API security, and enter the same 32 characters here.',
  'merchant-key': 'Enter apiclient_key.pem of the newest API certificate of this merchant number.',
  'merchant-serial':
    'Read the serial under Account Center, API security, or enter apiclient_cert.pem, which carries it.',
  'public-key': 'Download pub_key.pem under Account Center, API security, WeChat Pay public key.',
  'public-key-id': 'Copy the PUB_KEY_ID_… that stands beside the WeChat Pay public key in API security.',
  'notify-url':
    'Set SLUICE_PUBLIC_URL to the https address by which the internet reaches the public listener, and restart.',
  clock: 'Turn on time synchronisation of this machine (chrony or systemd-timesyncd), then test again.',
  network: 'Let this machine reach api.mch.weixin.qq.com:443, without a proxy that rewrites what passes.',
  refused: 'Read what WeChat says: the product may not be open for this merchant number yet.',
  signature:
    'Test again; where it stays, check public key and clock, and what stands between here and WeChat.',
}
