import { useTranslation } from 'react-i18next'
import type { NodeListItem } from '../../../hub/contract/admin/node-views.ts'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { wordOf } from './build-nodes.ts'

const levelTones: Readonly<Record<NodeListItem['summary']['level'], Tone>> = {
  bad: 'bad',
  warning: 'warn',
  pending: 'warn',
  ok: 'ok',
  off: 'plain',
}

/** How a node is, in a word; everything that is to be said of it shows on hover. */
export function NodeTag({ node }: { readonly node: Pick<NodeListItem, 'state' | 'summary'> }) {
  const { t } = useTranslation('nodes')
  const { reasons, level } = node.summary
  const more = reasons.length - 1
  return (
    <Tag tone={levelTones[level]} title={reasons.map(reason => t(`reason.${reason}`)).join(' · ')}>
      {t(`reason.${wordOf(node)}`)}
      {more > 0 ? ` +${more}` : null}
    </Tag>
  )
}
