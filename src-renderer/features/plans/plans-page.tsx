import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useRight } from '../../lib/connection-store.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHub } from '../../lib/use-hub.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateMessage } from '../../ui/state-message.tsx'
import { buildPlanColumns } from './plan-columns.tsx'
import { allPlans, listPlans } from './plan-endpoints.ts'
import classes from './plans.module.css'
import { PlansFrame } from './plans-frame.tsx'

/** What is sold, in the order customers see it. */
export function PlansPage() {
  const { t } = useTranslation(['plans', 'common'])
  const format = useFormat()
  const navigate = useNavigate()
  const mayWrite = useRight('plans.write')
  const query = useHub(listPlans, allPlans)
  const columns = useMemo(() => buildPlanColumns(t, format), [t, format])
  const add = (
    <Button component={Link} to="/plans/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('newPlan')}
    </Button>
  )
  return (
    <PlansFrame actions={mayWrite ? add : null}>
      <Panel flush className={classes['list'] ?? ''}>
        <DataTable
          label={t('tabs.plans')}
          columns={columns}
          rows={query.data?.items ?? []}
          rowKey={plan => plan.id}
          rowName={plan => plan.name}
          isLoading={query.isPending}
          error={query.error}
          retry={() => void query.refetch()}
          onOpen={plan => void navigate(`/plans/${plan.id}`)}
          empty={<StateMessage title={t('noPlans')} hint={t('noPlansHint')} />}
        />
      </Panel>
    </PlansFrame>
  )
}
