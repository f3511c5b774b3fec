import { ActionIcon, Button, Group, Select } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeListItem } from '../../../hub/contract/admin/node-views.ts'
import { Tag } from '../../ui/tag.tsx'
import { moveNode } from './build-rollout-form.ts'
import { NodeTag } from './node-tag.tsx'
import classes from './rollouts.module.css'

interface RolloutOrderProps {
  /** Those that can be chosen. */
  readonly nodes: readonly NodeListItem[]
  readonly nodeIds: readonly number[]
  onChange(nodeIds: number[]): void
}

/** The nodes of a roll-out in their order: the first alone, then the others. */
export function RolloutOrder({ nodes, nodeIds, onChange }: RolloutOrderProps) {
  const { t } = useTranslation('nodes')
  const chosen = nodeIds.flatMap(id => nodes.find(node => node.id === id) ?? [])
  const rest = nodes.filter(({ id }) => !nodeIds.includes(id))
  const names = new Intl.Collator('en', { numeric: true })
  const sorted = [...rest].sort((a, b) => names.compare(a.name, b.name))
  return (
    <>
      {chosen.length === 0 ? (
        <p className={classes['note']}>{t('rollout.noNodes')}</p>
      ) : (
        <ol className={classes['order']} aria-label={t('rollout.order')}>
          {chosen.map((node, index) => (
            <li key={node.id}>
              <span className={classes['place']}>{index + 1}</span>
              <span>
                <b>{node.name}</b> <span className={classes['note']}>{node.region}</span>
              </span>
              {index === 0 ? <Tag tone="plain">{t('rollout.first')}</Tag> : <NodeTag node={node} />}
              <span className={classes['buttons']}>
                <Step
                  name={t('rollout.earlier', { name: node.name })}
                  isOff={index === 0}
                  onClick={() => onChange(moveNode(nodeIds, node.id, -1))}
                >
                  <IconArrowUp size={15} aria-hidden />
                </Step>
                <Step
                  name={t('rollout.later', { name: node.name })}
                  isOff={index === chosen.length - 1}
                  onClick={() => onChange(moveNode(nodeIds, node.id, 1))}
                >
                  <IconArrowDown size={15} aria-hidden />
                </Step>
                <Step
                  name={t('rollout.leaveOut', { name: node.name })}
                  onClick={() => onChange(nodeIds.filter(id => id !== node.id))}
                >
                  <IconX size={15} aria-hidden />
                </Step>
              </span>
            </li>
          ))}
        </ol>
      )}
      <Group gap="xs" mt={8}>
        <Select
          aria-label={t('rollout.addNode')}
          placeholder={t('rollout.addNode')}
          data={sorted.map(node => ({ value: String(node.id), label: node.name }))}
          value={null}
          onChange={value => (value === null ? undefined : onChange([...nodeIds, Number(value)]))}
          searchable
          disabled={rest.length === 0}
          w={200}
        />
        <Button
          variant="default"
          disabled={rest.length === 0}
          onClick={() => onChange([...nodeIds, ...sorted.map(({ id }) => id)])}
        >
          {t('rollout.addAll', { count: rest.length })}
        </Button>
      </Group>
    </>
  )
}

interface StepProps {
  readonly name: string
  readonly isOff?: boolean
  onClick(): void
  readonly children: ReactNode
}

function Step({ name, isOff = false, onClick, children }: StepProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={name}
      title={name}
      disabled={isOff}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  )
}
