import { contentEndpoints } from '../../../../hub/contract/admin/content.ts'

export const [listNotices, createNotice, editNotice, removeNotice, listTexts, editText] = contentEndpoints
