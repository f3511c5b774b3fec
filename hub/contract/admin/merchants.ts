import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const pem = z.string().trim().max(16_384)
const mchid = z.string().trim().min(1).max(32)
const version = z.number().int().min(1)
const tradeType = z.enum(['native', 'h5', 'jsapi'])

/** Another address than WeChat's own, for a rehearsal: https, or http on loopback. */
const origin = z
  .string()
  .regex(/^(https:\/\/[a-z0-9.:[\]-]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)$/i, {
    message: 'scheme, host and port only; http on loopback alone',
  })

const problem = z.strictObject({
  about: z.enum([
    'mchid',
    'appid',
    'api-v3-key',
    'merchant-key',
    'merchant-serial',
    'public-key',
    'public-key-id',
    'notify-url',
    'clock',
    'network',
    'refused',
    'signature',
  ]),
  message: z.string(),
  /** What to do about it. */
  next: z.string(),
})

const report = z.strictObject({
  ok: z.boolean(),
  problems: z.array(problem),
  /** The hub's clock minus WeChat's; null where no answer came. */
  clockSkewMs: z.number().nullable(),
  /** Which proofs of WeChat's answers are known. */
  trusts: z.strictObject({ publicKey: z.boolean(), certificates: z.number().int() }),
  /** What shows only with the first real payment. */
  unproven: z.array(problem.shape.about),
})
export type MerchantReport = z.infer<typeof report>

const merchantView = z.strictObject({
  id: z.number().int(),
  provider: z.literal('wechat'),
  mchid: z.string(),
  appid: z.string(),
  /** `active`: new payments go there. `retired`: it serves what it took, refunds above all. */
  state: z.enum(['active', 'retired']),
  merchantSerial: z.string(),
  hasCertificate: z.boolean(),
  publicKeyId: z.string().nullable(),
  hasPublicKey: z.boolean(),
  tradeTypes: z.array(tradeType),
  origin: z.string().nullable(),
  /** Where WeChat sends its notifications; null: the hub has no public address. */
  notifyUrl: z.string().nullable(),
  createdAt: instant,
  checkedAt: instant.nullable(),
  /** Of the last test; null: never tested, or its keys changed since. */
  report: report.nullable(),
  version,
})
export type MerchantView = z.infer<typeof merchantView>

const keys = {
  /** 32 characters, set in WeChat's console. Never answered. */
  apiV3Key: z.string().trim().min(1).max(128),
  /** apiclient_key.pem. Never answered. */
  merchantKeyPem: pem.min(1),
  /** Serial of the merchant certificate. Left out: read from the certificate. */
  merchantSerial: z.string().trim().min(1).max(64).optional(),
  /** apiclient_cert.pem: proves that serial and key belong together. */
  certificatePem: pem.nullable(),
  /** PUB_KEY_ID_…, with pub_key.pem; both null where WeChat signs with certificates. */
  publicKeyId: z.string().trim().max(128).nullable(),
  publicKeyPem: pem.nullable(),
  tradeTypes: z.array(tradeType).min(1).max(3),
  origin: origin.nullable(),
}

const params = z.strictObject({ merchantId: z.coerce.number().int().min(1) })
const read = { auth: 'operator', rights: 'merchants.read', method: 'GET', body: nothing } as const
const write = { auth: 'operator', rights: 'merchants.write', query: nothing } as const

export const listMerchants = endpoint({
  ...read,
  name: 'merchant.list',
  path: '/v1/merchants',
  summary: 'Merchant accounts, newest first, without their keys',
  params: nothing,
  query: pageQuery,
  answer: pageOf(merchantView),
  errors: [],
})

export const createMerchant = endpoint({
  ...write,
  name: 'merchant.create',
  method: 'POST',
  path: '/v1/merchants',
  summary: 'Adds a merchant account; an active one takes all new payments from then on',
  params: nothing,
  body: z.strictObject({
    mchid,
    appid: mchid,
    ...keys,
    certificatePem: keys.certificatePem.default(null),
    publicKeyId: keys.publicKeyId.default(null),
    publicKeyPem: keys.publicKeyPem.default(null),
    tradeTypes: keys.tradeTypes.default(['native']),
    origin: keys.origin.default(null),
    activate: z.boolean().default(true),
  }),
  answer: merchantView,
  errors: ['merchant_taken', 'merchant_refused'],
})

export const editMerchant = endpoint({
  ...write,
  name: 'merchant.edit',
  method: 'PATCH',
  path: '/v1/merchants/:merchantId',
  summary: 'Changes keys and settings; what is left out stays. Another mchid or appid is another account',
  params,
  body: z.strictObject({
    version,
    apiV3Key: keys.apiV3Key.optional(),
    merchantKeyPem: keys.merchantKeyPem.optional(),
    merchantSerial: keys.merchantSerial,
    certificatePem: keys.certificatePem.optional(),
    publicKeyId: keys.publicKeyId.optional(),
    publicKeyPem: keys.publicKeyPem.optional(),
    tradeTypes: keys.tradeTypes.optional(),
    origin: keys.origin.optional(),
  }),
  answer: merchantView,
  errors: ['merchant_not_found', 'changed_meanwhile', 'merchant_refused'],
})

export const activateMerchant = endpoint({
  ...write,
  name: 'merchant.activate',
  method: 'POST',
  path: '/v1/merchants/:merchantId/activate',
  summary: 'Sends new payments there, and no more to the account that took them before',
  params,
  body: nothing,
  answer: merchantView,
  errors: ['merchant_not_found', 'merchant_refused'],
})

export const retireMerchant = endpoint({
  ...write,
  name: 'merchant.retire',
  method: 'POST',
  path: '/v1/merchants/:merchantId/retire',
  summary: 'Takes no new payments there; queries, notifications and refunds of old ones go on',
  params,
  body: nothing,
  answer: merchantView,
  errors: ['merchant_not_found'],
})

export const testMerchant = endpoint({
  ...write,
  name: 'merchant.test',
  method: 'POST',
  path: '/v1/merchants/:merchantId/test',
  summary: 'Asks WeChat with these settings, and says which are wrong and what to do',
  params,
  body: nothing,
  answer: report,
  errors: ['merchant_not_found'],
})

export const merchantEndpoints = [
  listMerchants,
  createMerchant,
  editMerchant,
  activateMerchant,
  retireMerchant,
  testMerchant,
] as const
