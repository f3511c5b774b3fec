import { beijingDay } from './beijing-time-rule.ts'
import { randomText } from './crypto/create-identity.ts'

const digits = '0123456789'

/** 28 digits with the day inside, as WeChat's transaction ids are. */
export function newTransactionId(at: number): string {
  return `4200${randomText(6, digits)}${beijingDay(at).replaceAll('-', '')}${randomText(10, digits)}`
}

/** 29 digits. */
export function newRefundId(at: number): string {
  return `503${randomText(8, digits)}${beijingDay(at).replaceAll('-', '')}${randomText(10, digits)}`
}

/** 28 characters, as the openids of an app are. */
export function newOpenid(): string {
  return `o${randomText(27)}`
}
