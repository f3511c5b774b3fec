import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { cipher, passwordFitsCipher } from '../../../../hub/contract/ciphers.ts'
import { generatePassword } from '../../../../hub/users/generate-password.ts'

it.each(cipher.options)('a generated password fits %s and is never the same', wanted => {
  const made = Array.from({ length: 200 }, () => generatePassword(wanted, randomBytes))
  expect(made.every(password => passwordFitsCipher(password, wanted))).toBe(true)
  expect(new Set(made).size).toBe(200)
})
