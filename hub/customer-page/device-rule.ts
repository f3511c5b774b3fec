/** What the customer holds, as far as his browser says: it decides which client and which way to pay come first. */
export type Device = 'apple' | 'android' | 'desk'

export function deviceOf(userAgent: string): Device {
  if (/iPhone|iPad/i.test(userAgent)) return 'apple'
  return /Android|Mobile/i.test(userAgent) ? 'android' : 'desk'
}
