import type { RandomBytes } from '../users/ports.ts'

/** 32 letters and digits, none of which is taken for another. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Codes are compared without case, spaces and dashes. */
export function normalCode(text: string): string {
  return text.replaceAll(/[\s-]/g, '').toUpperCase()
}

/** 16 characters, 80 random bits: nobody guesses one. */
export function makeCodeText(random: RandomBytes): string {
  return Array.from(random(16), byte => alphabet[byte % alphabet.length]).join('')
}

/** As people read it: groups of four. */
export const readableCode = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1-')
