import { useTranslation } from 'react-i18next'
import { ConflictNote } from '../../ui/conflict-note.tsx'
import { differingSettings, type NodeSetting, type NodeSettings } from './build-node-form.ts'

interface NodeConflictProps {
  /** What the form began with; null where that is not known any more. */
  readonly base: NodeSettings | null
  readonly theirs: NodeSettings
  readonly mine: NodeSettings
  onTakeTheirs(): void
  onKeepMine(): void
}

/** What another operator changed of the node meanwhile, beside what is typed here. */
export function NodeConflict({ base, theirs, mine, onTakeTheirs, onKeepMine }: NodeConflictProps) {
  const { t } = useTranslation('nodes')
  const write = (node: NodeSettings, setting: NodeSetting): string => {
    const value = node[setting]
    if (!Array.isArray(value)) return String(value)
    return value.length === 0 ? t('noPorts') : value.join(', ')
  }
  return (
    <ConflictNote
      fields={differingSettings(base ?? mine, theirs).map(setting => ({
        label: t(`form.${setting}`),
        theirs: write(theirs, setting),
        mine: write(mine, setting),
      }))}
      onTakeTheirs={onTakeTheirs}
      onKeepMine={onKeepMine}
    />
  )
}
