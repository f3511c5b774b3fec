import type { NoticeView } from '../../../../../hub/contract/admin/content.ts'

/** Whether customers see it now. */
export function standingOf(
  { showFrom, showUntil }: Pick<NoticeView, 'showFrom' | 'showUntil'>,
  now: number,
): 'planned' | 'shown' | 'past' {
  if (showUntil !== null && showUntil <= now) return 'past'
  return showFrom > now ? 'planned' : 'shown'
}

interface Words {
  readonly zh: string
  readonly en: string
}

/** In one language at least there must be both a title and a text. */
export function isComplete(title: Words, text: Words): boolean {
  return (['zh', 'en'] as const).some(each => title[each].trim() !== '' && text[each].trim() !== '')
}
