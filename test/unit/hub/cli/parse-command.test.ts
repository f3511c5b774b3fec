import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Command, parseCommand } from '../../../../hub/cli/parse-command.ts'
import { readGlobals } from '../../../../hub/cli/read-globals.ts'
import { readNamedFiles } from '../../../../hub/cli/read-named-files.ts'
import { renderCommand } from '../../../../hub/cli/render-help.ts'
import { adminEndpoints } from '../../../../hub/contract/admin/all.ts'
import { tempFolder } from '../../../harness/temp-folder.ts'

const parse = (...argv: string[]): Command => parseCommand(adminEndpoints, argv)
const bodyOf = (...argv: string[]) => {
  const command = parse(...argv)
  return command.kind === 'call' ? command.request.body : command
}
const title = '{"zh":"金","en":"Gold"}'
const plan = ['plan', 'create', '--name', 'gold', '--title', title, '--kind', 'month', '--bytes', '10GB']
const code = ['code', 'create', '--name', 'spring', '--effect']

describe('a command', () => {
  it('takes money in fen, or in yuan with both decimals, and no other fraction', () => {
    expect(bodyOf(...plan, '--price', '1500')).toMatchObject({ price: 1_500, bytes: 10e9 })
    expect(bodyOf(...plan, '--price', '15.00')).toMatchObject({ price: 1_500 })
    expect(bodyOf(...plan, '--price', '¥0.05')).toMatchObject({ price: 5 })
    for (const wrong of ['10.5', '1e3', '15,00', '-', '']) {
      expect(parse(...plan, '--price', wrong), wrong).toMatchObject({
        kind: 'mistake',
        message: expect.stringMatching(/--price (takes|needs).*fen/),
      })
    }
  })

  it('takes a moment with its offset alone, or ms', () => {
    const until = (text: string) => bodyOf(...code, '{"kind":"discount","percent":10}', '--valid-until', text)
    expect(until('2026-12-31T00:00+08:00')).toMatchObject({ validUntil: Date.UTC(2026, 11, 30, 16) })
    expect(until('1798646400000')).toMatchObject({ validUntil: 1_798_646_400_000 })
    expect(until('none')).toMatchObject({ validUntil: null })
    for (const wrong of ['2026-12-31', '2026-12-31T00:00', '2026-13-31T00:00Z', 'tomorrow']) {
      expect(until(wrong), wrong).toMatchObject({ kind: 'mistake' })
    }
  })

  it('takes members of a union by their kind, or whole as JSON, and says how they are written', () => {
    const addon = [...plan, '--price', '1', '--validity']
    expect(bodyOf(...addon, 'days=30')).toMatchObject({ validity: { kind: 'days', days: 30 } })
    expect(bodyOf(...addon, 'until-used')).toMatchObject({ validity: { kind: 'until_used' } })
    expect(bodyOf(...addon, 'none')).toMatchObject({ validity: null })
    expect(bodyOf(...code, '{"kind":"bonus","months":1}')).toMatchObject({
      effect: { kind: 'bonus', months: 1 },
    })
    // The kind alone says nothing of what it does.
    expect(parse(...code, 'discount')).toMatchObject({
      kind: 'mistake',
      message: expect.stringContaining('{"kind":"discount","percent":N}'),
    })
    expect(parse(...code, '{"kind":')).toMatchObject({ kind: 'mistake' })
  })

  it('says of every option what it takes, and of what is wrong where', () => {
    expect(parse(...plan.slice(0, -4), '--kind', 'week')).toMatchObject({
      message: '--kind takes month | year | addon; not "week"',
    })
    expect(parse('user', 'read', 'abc')).toMatchObject({ message: '<user-id> takes number; not "abc"' })
    expect(parse(...plan, '--price', '1', '--bytes', '1XB')).toMatchObject({ kind: 'mistake' })
    for (const endpoint of adminEndpoints) {
      expect(renderCommand(endpoint), endpoint.name).not.toMatch(/undefined|\[object|^ +--[a-z-]+ *$/m)
    }
  })

  it('reads keys from files, which must not stand in the list of processes', () => {
    using folder = tempFolder('command')
    const file = join(folder.path, 'key.pem')
    writeFileSync(file, 'SECRET\n')
    expect(
      readNamedFiles(['--merchant-key-pem', `@${file}`, `--api-v3-key=@${file}`, '--note', `@${file}`]),
    ).toEqual(['--merchant-key-pem', 'SECRET', '--api-v3-key=SECRET', '--note', `@${file}`])
    expect(() => readNamedFiles(['--password', '@/nowhere'])).toThrow('/nowhere')
  })

  it('wants a value for what needs one', () => {
    expect(readGlobals(['user', 'list', '--data', '/d', '--json'])).toMatchObject({
      dataDirectory: '/d',
      json: true,
      words: ['user', 'list'],
    })
    expect(() => readGlobals(['user', 'list', '--data'])).toThrow('--data needs a value')
  })
})
