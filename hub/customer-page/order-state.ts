/** What a customer is shown of an order's state. `over`: its time to pay is, and whether money comes is being asked. */
export function stateOf<S extends string>(
  { now }: { readonly now: number },
  order: { readonly state: S; readonly expiresAt: number },
): S | 'over' {
  return order.state === 'pending' && order.expiresAt <= now ? 'over' : order.state
}
