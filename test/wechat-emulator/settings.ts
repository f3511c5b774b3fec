import * as z from 'zod'
import type { KeySettings } from './key-choice-rule.ts'

/** What a test or the demo may turn while the emulator runs; `keys` has calls of its own. */
export const settingsPatch = z.strictObject({
  /** How error codes are spelled: `ORDER_PAID` or `ORDERPAID`. */
  codeStyle: z.enum(['underscored', 'plain']).optional(),
  /** Fen that refunds can be paid from; null is without an end. */
  balanceFen: z.int().min(0).nullable().optional(),
  /** Registered H5 domains. */
  h5Domains: z.array(z.string()).optional(),
  /** Whether a notify_url `http://127.0.0.1…` is accepted. */
  loopbackHttp: z.boolean().optional(),
  /** Whether refunds succeed by themselves right after they were accepted. */
  autoSettleRefunds: z.boolean().optional(),
  /** out_trade_no that the bill leaves out. */
  billOmits: z.array(z.string()).optional(),
  /** Whether refusals of a request's signature carry none themselves. */
  unsignedRefusals: z.boolean().optional(),
  /** `from`: an origin in notify_url; `to`: the loopback origin that is really called. */
  notifyRoutes: z.array(z.strictObject({ from: z.string(), to: z.string() })).optional(),
  /** How long one attempt waits for its answer. */
  notifyTimeoutMs: z.int().min(1).optional(),
})
export type SettingsPatch = z.input<typeof settingsPatch>

export type Settings = {
  -readonly [K in keyof SettingsPatch]-?: Exclude<SettingsPatch[K], undefined>
} & { keys: KeySettings }

export function defaultSettings(): Settings {
  return {
    codeStyle: 'underscored',
    balanceFen: null,
    h5Domains: ['127.0.0.1', 'localhost'],
    loopbackHttp: true,
    autoSettleRefunds: false,
    billOmits: [],
    unsignedRefusals: false,
    notifyRoutes: [],
    notifyTimeoutMs: 5_000,
    keys: { mode: 'public_key', publicKeyPercent: 100, signing: 'first', listed: ['first'] },
  }
}
