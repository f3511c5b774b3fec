import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../../../hub/contract/error-codes.ts'
import { consoleErrorCodes } from '../../../../src-main/ipc-contract/call-failure.ts'
import { errors as en } from '../../../../src-renderer/locales/en/errors.ts'
import { errors as zh } from '../../../../src-renderer/locales/zh/errors.ts'

interface ErrorText {
  readonly title: string
  readonly hint: string
}

describe.each([
  ['English', en],
  ['Chinese', zh],
])('what is said of a failure in %s', (_language, texts: Readonly<Record<string, ErrorText>>) => {
  it.each([...Object.keys(errorCodes), ...consoleErrorCodes])('names %s', code => {
    expect(texts[code]?.title, code).toBeTruthy()
  })
})
