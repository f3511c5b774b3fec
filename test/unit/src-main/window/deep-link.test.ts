import { expect, it } from 'vitest'
import { findDeepLink, parseDeepLink } from '../../../../src-main/window/deep-link.ts'

it.each([
  ['sluice://users/12', '/users/12'],
  ['sluice://users/bulk/3/', '/users/bulk/3'],
  [
    'sluice://users?gate=quota_used&search=lin%40example.org',
    '/users?gate=quota_used&search=lin%40example.org',
  ],
  ['sluice://system', '/system'],
])('a link opens a page, with its filters: %s', (link, path) => {
  expect(parseDeepLink(link)).toBe(path)
})

it.each([
  'https://users/12',
  'sluice://elsewhere',
  'sluice://users/1/2/3/4',
  `sluice://users?search=${'a'.repeat(700)}`,
  'sluice://users?search=a;b',
  'users/12',
])('a link opens nothing else: %s', link => {
  expect(parseDeepLink(link)).toBeNull()
})

it('is found among the words a program was started with', () => {
  expect(findDeepLink(['/usr/bin/sluice', '--flag', 'sluice://nowhere', 'sluice://nodes/3'])).toBe('/nodes/3')
  expect(findDeepLink(['/usr/bin/sluice'])).toBeNull()
})
