import { describe, expect, it } from 'vitest'
import { joinCsv } from '../../../../../src-renderer/features/users/build-user-csv.ts'

const head = '\uFEFFid,name,note\r\n'

describe('a long export', () => {
  it('has its head once, whatever number of parts it came in', () => {
    const parts = [`${head}1,Li,\r\n2,Wu,\r\n`, `${head}3,Xu,\r\n`]
    expect(joinCsv(parts, new Set())).toBe(`${head}1,Li,\r\n2,Wu,\r\n3,Xu,\r\n`)
  })

  it('leaves out whole users, also those whose note has several lines that look like others', () => {
    const csv = `${head}1,Li,"first\n2,Wu,\nlast ""quoted"""\r\n2,Wu,\r\n31,Xu,end\r\n`
    expect(joinCsv([csv], new Set([1]))).toBe(`${head}2,Wu,\r\n31,Xu,end\r\n`)
    expect(joinCsv([csv], new Set([2, 31]))).toBe(`${head}1,Li,"first\n2,Wu,\nlast ""quoted"""\r\n`)
  })
})
