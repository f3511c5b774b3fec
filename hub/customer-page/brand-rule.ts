import type { Locale } from './locale-rule.ts'

const unnamed = 'Sluice'

/** What customers call the service: the name the operator gave it, and this program's own until he did. */
export const brandOf = (serviceName: string, locale: Locale): string =>
  serviceName === unnamed && locale === 'zh' ? '水闸 Sluice' : serviceName
