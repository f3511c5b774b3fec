import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { NodeDetail } from '../../../hub/contract/admin/node-views.ts'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useNow } from '../../lib/use-now.ts'
import { Panel } from '../../ui/panel.tsx'
import { RawDetail } from '../../ui/raw-detail.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { TimeText } from '../../ui/time-text.tsx'
import { buildTroubles, type Trouble } from './build-troubles.ts'
import classes from './node-page.module.css'
import { useRenewal } from './use-renewal.ts'

/** What is wrong with a node, what it means, and what to do; nothing where all is well. */
export function NodeTroubles({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const troubles = buildTroubles(node)
  if (troubles.length === 0) return null
  return (
    <Panel title={t('problems')}>
      <ul className={classes['problems']} aria-label={t('problems')}>
        {troubles.map(trouble => (
          <Line
            key={`${trouble.kind}:${'message' in trouble ? trouble.message : ''}`}
            {...{ node, trouble }}
          />
        ))}
      </ul>
    </Panel>
  )
}

function Line({ node, trouble }: { readonly node: NodeDetail; readonly trouble: Trouble }) {
  const { t } = useTranslation(['nodes', 'errors'])
  const format = useFormat()
  const now = useNow(60_000)
  const goTo = (part: string, text: string) => (
    <Link to={`/nodes/${node.id}/${part}`} className={classes['link']}>
      {text} →
    </Link>
  )
  switch (trouble.kind) {
    case 'halted':
      return say(
        'bad',
        t('countingIs.halted'),
        t('trouble.halted'),
        goTo('metering', t('trouble.toCounting')),
      )
    case 'silent':
      return say(
        'bad',
        t('reason.failing'),
        <>
          {trouble.fault === null ? null : t(`errors:node_unreachable.why.${trouble.fault}`)}{' '}
          {t('trouble.silent')}
          <RawDetail text={trouble.message} />
        </>,
        <TimeText at={trouble.since} />,
      )
    case 'refused':
      return say(
        'bad',
        t('reason.config_refused'),
        t('trouble.refused'),
        goTo('configuration', t('compareNow')),
      )
    case 'certificate':
      return say(
        trouble.isUrgent ? 'bad' : 'warn',
        t('certificate'),
        t('trouble.certificate', { ends: format.relative(trouble.endsAt, now) }),
        <Renew node={node} />,
      )
    case 'problem':
      return say('warn', t(`part.${trouble.part}`), trouble.message, <TimeText at={trouble.since} />)
    case 'clock':
      return say(
        'warn',
        t('clock'),
        t('trouble.clock', { off: format.duration(Math.abs(trouble.skewMs)) }),
        null,
      )
  }
}

function say(tone: Tone, name: string, text: ReactNode, right: ReactNode) {
  return (
    <li>
      <Tag tone={tone}>{name}</Tag>
      <span>{text}</span>
      <span className={classes['muted']}>{right}</span>
    </li>
  )
}

function Renew({ node }: { readonly node: NodeDetail }) {
  const { t } = useTranslation('nodes')
  const mayEnrol = useRight('nodes.enroll')
  const renew = useRenewal()
  if (!mayEnrol) return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={renew.isPending}
      onClick={() => renew.mutate({ params: { nodeId: node.id } })}
    >
      {t('renew')}
    </Button>
  )
}
