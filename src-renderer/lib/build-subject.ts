const places: Readonly<Record<string, (id: string) => string>> = {
  user: id => `/users/${id}`,
  node: id => `/nodes/${id}`,
  order: id => `/orders/${id}`,
  inbox: id => `/orders/inbox/${id}`,
  plan: id => `/plans/${id}`,
  merchant: () => '/system/settings/wechat',
  operator: () => '/system/operators',
  backup: () => '/system/backups',
  alert: () => '/system/alerts',
  bill: () => '/orders/bills',
  notice: () => '/system/settings/notices',
  text: () => '/system/settings/texts',
  bulk: id => `/users/bulk/${id}`,
  rollout: id => `/nodes/rollouts/${id}`,
}

export interface Subject {
  /** `user`, `node`. */
  readonly noun: string
  /** Empty where there is only one of it. */
  readonly id: string
  /** The screen that shows it; null where none does. */
  readonly to: string | null
}

/** Takes `user:12` apart, and says where it is to be seen. */
export function buildSubject(text: string): Subject {
  const at = text.indexOf(':')
  const noun = at < 0 ? text : text.slice(0, at)
  const id = at < 0 ? '' : text.slice(at + 1)
  const place = Object.hasOwn(places, noun) ? places[noun] : undefined
  return { noun, id, to: id === '' || place === undefined ? null : place(id) }
}
