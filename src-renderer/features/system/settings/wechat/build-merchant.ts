import type {
  createMerchant,
  editMerchant,
  MerchantView,
} from '../../../../../hub/contract/admin/merchants.ts'
import type { EndpointRequest } from '../../../../../hub/contract/endpoint.ts'

type Creation = EndpointRequest<typeof createMerchant>['body']
type Change = EndpointRequest<typeof editMerchant>['body']

/** What is typed in; an empty key of an account that is known means the one it has. */
export interface MerchantDraft {
  readonly mchid: string
  readonly appid: string
  readonly apiV3Key: string
  readonly merchantKeyPem: string
  readonly certificatePem: string
  readonly publicKeyId: string
  readonly publicKeyPem: string
  readonly tradeTypes: readonly ('native' | 'h5' | 'jsapi')[]
}

export function draftOf(merchant: MerchantView | null): MerchantDraft {
  return {
    mchid: merchant?.mchid ?? '',
    appid: merchant?.appid ?? '',
    apiV3Key: '',
    merchantKeyPem: '',
    certificatePem: '',
    publicKeyId: merchant?.publicKeyId ?? '',
    publicKeyPem: '',
    tradeTypes: merchant?.tradeTypes ?? ['native'],
  }
}

export function isComplete(draft: MerchantDraft, isNew: boolean): boolean {
  if (draft.tradeTypes.length === 0) return false
  const { mchid, appid, apiV3Key, merchantKeyPem } = draft
  return !isNew || [mchid, appid, apiV3Key, merchantKeyPem].every(text => text.trim() !== '')
}

const orNull = (text: string) => (text.trim() === '' ? null : text)

export function buildCreation(draft: MerchantDraft): Creation {
  return {
    mchid: draft.mchid,
    appid: draft.appid,
    apiV3Key: draft.apiV3Key,
    merchantKeyPem: draft.merchantKeyPem,
    certificatePem: orNull(draft.certificatePem),
    publicKeyId: orNull(draft.publicKeyId),
    publicKeyPem: orNull(draft.publicKeyPem),
    tradeTypes: [...draft.tradeTypes],
  }
}

/** Only what was typed: what is left out stays. Without its id the public key goes too. */
export function buildChange(draft: MerchantDraft, merchant: MerchantView): Change {
  const given = (name: 'apiV3Key' | 'merchantKeyPem' | 'certificatePem' | 'publicKeyPem') =>
    draft[name].trim() === '' ? {} : { [name]: draft[name] }
  const publicKeyId = orNull(draft.publicKeyId)
  const isDropped = publicKeyId === null && merchant.publicKeyId !== null
  return {
    version: merchant.version,
    ...given('apiV3Key'),
    ...given('merchantKeyPem'),
    ...given('certificatePem'),
    ...given('publicKeyPem'),
    ...(publicKeyId === merchant.publicKeyId ? {} : { publicKeyId }),
    ...(isDropped ? { publicKeyPem: null } : {}),
    tradeTypes: [...draft.tradeTypes],
  }
}
