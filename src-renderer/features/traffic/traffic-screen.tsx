import { Button, Skeleton } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../ui/panel.tsx'
import { FailureMessage, StateMessage } from '../../ui/state-message.tsx'
import { buildSheet, trimSheet } from './build-sheet.ts'
import classes from './traffic.module.css'
import { TrafficControls } from './traffic-controls.tsx'
import { TrafficFindings } from './traffic-findings.tsx'
import { type Traffic, useTraffic } from './use-traffic.ts'

const height = 640

/** The choices, and what the hub has of them. */
export function TrafficScreen({ timeZone }: { readonly timeZone: string }) {
  const traffic = useTraffic(timeZone)
  return (
    <>
      <TrafficControls view={traffic.view} choose={traffic.choose} go={traffic.go} />
      {traffic.view.refusal === null ? <Answer traffic={traffic} /> : <Refusal traffic={traffic} />}
    </>
  )
}

function Answer({ traffic }: { readonly traffic: Traffic }) {
  const { view, query, rival, now } = traffic
  const answer = query.data
  const before = rival?.query.data ?? null
  const sheet = useMemo(() => {
    if (answer === undefined) return null
    const whole = buildSheet(answer, before?.step === answer.step ? before : null, view.of, now)
    return view.preset === 'all' ? trimSheet(whole) : whole
  }, [answer, before, view.of, view.preset, now])
  if (query.error !== null) {
    return <FailureMessage error={query.error} retry={() => void query.refetch()} />
  }
  if (answer === undefined || sheet === null) return <Skeleton height={height} radius={10} aria-busy="true" />
  return (
    <div
      className={classes['findings']}
      data-old={query.isPlaceholderData}
      aria-busy={query.isPlaceholderData}
    >
      <TrafficFindings traffic={traffic} sheet={sheet} step={answer.step} />
    </div>
  )
}

/** Why there is nothing to see of what was chosen, and a way on. */
function Refusal({ traffic: { view, choose } }: { readonly traffic: Traffic }) {
  const { t } = useTranslation('traffic')
  return (
    <Panel>
      {view.refusal === 'hours_gone' ? (
        <StateMessage
          title={t('hoursGone')}
          hint={t('hoursGoneHint')}
          action={<Button onClick={() => choose({ step: 'day' })}>{t('byDay')}</Button>}
        />
      ) : (
        <StateMessage
          title={t('usersTooLong')}
          hint={t('usersTooLongHint')}
          action={<Button onClick={() => choose({ range: '365' })}>{t('lastYear')}</Button>}
        />
      )}
    </Panel>
  )
}
