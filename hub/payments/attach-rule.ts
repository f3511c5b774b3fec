/** Whose money it is and for what: all there is to go by where a restored database knows neither order nor attempt. */
export interface Bought {
  readonly userId: number
  readonly planId: number | null
  readonly quantity: number
}

const attached = /^user=(\d{1,9}) plan=(\d{1,9}|-) quantity=(\d{1,9})$/

/** What the provider keeps beside a payment and tells with it, in its console and in bills as well. */
export function attachOf({ userId, planId, quantity }: Bought): string {
  return `user=${userId} plan=${planId ?? '-'} quantity=${quantity}`
}

/** Null where nothing was attached, or by somebody else. */
export function boughtIn(attach: string | null): Bought | null {
  const [, userId, planId, quantity] = attached.exec(attach ?? '') ?? []
  if (quantity === undefined) return null
  return {
    userId: Number(userId),
    planId: planId === '-' ? null : Number(planId),
    quantity: Number(quantity),
  }
}
