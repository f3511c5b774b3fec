import type { Order } from './order-rule.ts'

/** How a customer came to the cashier, as far as WeChat can see it. */
export interface Visit {
  readonly userAgent: string
  readonly referer: string
  /** Pressing a QR inside WeChat instead of scanning it with the camera. */
  readonly longPressed: boolean
}

/** Inside WeChat's own browser? */
export function isInWechat(userAgent: string): boolean {
  return /MicroMessenger/i.test(userAgent)
}

/**
 * Null lets the visit in. H5 needs a Referer of a registered domain and a browser outside WeChat; a native QR must be
 * scanned, not pressed; JSAPI works inside WeChat alone.
 */
export function refuseVisit(
  product: Order['request']['product'],
  visit: Visit,
  h5Domains: readonly string[],
): { readonly zh: string; readonly en: string } | null {
  const inside = isInWechat(visit.userAgent)
  if (product === 'jsapi')
    return inside
      ? null
      : { zh: '请在微信客户端打开', en: 'Open this inside WeChat: JSAPI works nowhere else.' }
  if (product === 'native')
    return inside && visit.longPressed
      ? { zh: '请使用另一台设备扫描二维码', en: 'A pressed QR cannot be paid: scan it with another phone.' }
      : null
  if (inside)
    return { zh: '请在微信外打开订单，进行支付', en: 'H5 does not work inside WeChat: open it in a browser.' }
  const host = URL.parse(visit.referer)?.hostname
  if (!host) return { zh: '商家参数格式有误，请联系商家解决', en: 'The shop sent no Referer.' }
  if (!isRegistered(host, h5Domains))
    return { zh: '商家存在未配置的参数，请联系商家解决', en: `The domain ${host} is not registered for H5.` }
  return null
}

/** A domain, or one below it. */
export function isRegistered(host: string, domains: readonly string[]): boolean {
  return domains.some(domain => host === domain || host.endsWith(`.${domain}`))
}
