import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { nothing, pageOf, pageQuery } from '../paging.ts'
import { instant } from '../primitives.ts'

const bothLanguages = (most: number) =>
  z
    .strictObject({ zh: z.string().trim().max(most), en: z.string().trim().max(most) })
    .refine(({ zh, en }) => zh !== '' || en !== '', { message: 'in one language at least' })

const noticeFields = {
  level: z.enum(['info', 'warning']),
  title: bothLanguages(120),
  text: bothLanguages(4_000),
  /** Null: it is shown until it is removed. */
  showUntil: instant.nullable(),
}
const notice = z.strictObject({
  id: z.number().int(),
  ...noticeFields,
  showFrom: instant,
  createdAt: instant,
  version: z.number().int(),
})
export type NoticeView = z.infer<typeof notice>

const siteText = z.strictObject({
  name: z.enum(['terms', 'privacy', 'support']),
  zh: z.string(),
  en: z.string(),
  /** Nobody has written one yet: this is what Sluice brings. */
  isDefault: z.boolean(),
  version: z.number().int(),
})
export type SiteTextView = z.infer<typeof siteText>

const read = { auth: 'operator', rights: 'users.read', method: 'GET', body: nothing } as const
const write = { auth: 'operator', rights: 'content.write', query: nothing } as const
const noticeId = z.strictObject({ noticeId: z.coerce.number().int().min(1) })
/** Null: from now on. */
const noticeBody = z.strictObject({ ...noticeFields, showFrom: instant.nullable().default(null) })

export const contentEndpoints = [
  endpoint({
    ...read,
    name: 'notice.list',
    path: '/v1/notices',
    summary: 'Notices on the home of every customer, newest first, past ones too',
    params: nothing,
    query: pageQuery,
    answer: pageOf(notice),
    errors: [],
  }),
  endpoint({
    ...write,
    name: 'notice.create',
    method: 'POST',
    path: '/v1/notices',
    summary: 'Shows a notice on the home of every customer',
    params: nothing,
    body: noticeBody,
    answer: notice,
    errors: [],
  }),
  endpoint({
    ...write,
    name: 'notice.edit',
    method: 'PUT',
    path: '/v1/notices/:noticeId',
    summary: 'Replaces a notice',
    params: noticeId,
    body: noticeBody.extend({ version: z.number().int().min(1) }),
    answer: notice,
    errors: ['notice_not_found', 'changed_meanwhile'],
  }),
  endpoint({
    ...write,
    name: 'notice.remove',
    method: 'DELETE',
    path: '/v1/notices/:noticeId',
    summary: 'Removes a notice',
    params: noticeId,
    body: nothing,
    answer: nothing,
    errors: ['notice_not_found'],
  }),
  endpoint({
    ...read,
    name: 'text.list',
    path: '/v1/texts',
    summary: 'Terms, privacy and support contact, as customers read them',
    params: nothing,
    query: nothing,
    answer: z.strictObject({ items: z.array(siteText) }),
    errors: [],
  }),
  endpoint({
    ...write,
    name: 'text.edit',
    method: 'PUT',
    path: '/v1/texts/:name',
    summary: 'Replaces a text: paragraphs are set apart by empty lines',
    params: z.strictObject({ name: siteText.shape.name }),
    body: z.strictObject({
      zh: z.string().trim().max(20_000),
      en: z.string().trim().max(20_000),
      /** The one that was seen; 0 for the default. */
      version: z.number().int().min(0),
    }),
    answer: siteText,
    errors: ['changed_meanwhile'],
  }),
] as const
