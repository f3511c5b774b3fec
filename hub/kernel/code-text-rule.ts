/** 32 letters and digits, none of which is taken for another. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A character of 5 bits for each random byte. */
export const codeText = (random: Uint8Array): string =>
  Array.from(random, byte => alphabet[byte % alphabet.length]).join('')

/** Codes are compared without case, spaces and dashes. */
export const normalCode = (text: string): string => text.replaceAll(/[\s-]/g, '').toUpperCase()

/** As people read it: groups of four. */
export const readableCode = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, '$1-')
