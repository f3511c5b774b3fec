import type { TFunction } from 'i18next'
import type { PlanView } from '../../../hub/contract/admin/plans.ts'
import type { Formats } from '../../lib/use-format.ts'
import type { Column } from '../../ui/table-types.ts'
import classes from './plans.module.css'
import { renderShopBytes } from './render-shop-amounts.ts'
import { VisibilityTag } from './visibility-tag.tsx'

/** What a line of the list of plans shows. */
export function buildPlanColumns(
  t: TFunction<readonly ['plans', 'common']>,
  format: Formats,
): readonly Column<PlanView>[] {
  return [
    {
      id: 'title',
      header: t('plan'),
      width: 'minmax(220px, 2fr)',
      cell: plan => (
        <>
          <b className={classes['strong']}>{plan.title[format.language]}</b>{' '}
          <span className={classes['faint']}>{plan.name}</span>
        </>
      ),
    },
    { id: 'kind', header: t('kindOf'), width: '92px', cell: plan => t(`kind.${plan.kind}`) },
    {
      id: 'price',
      header: t('price'),
      width: '104px',
      align: 'right',
      cell: plan => format.money(plan.price),
    },
    {
      id: 'bytes',
      header: t('bytes'),
      width: '120px',
      align: 'right',
      cell: plan => (plan.bytes === null ? t('common:unlimited') : renderShopBytes(plan.bytes)),
    },
    {
      id: 'nodes',
      header: t('nodes'),
      width: 'minmax(130px, 1fr)',
      cell: plan =>
        // An add-on gives no nodes.
        plan.kind === 'addon' ? (
          <span className={classes['faint']}>–</span>
        ) : (
          <>
            {plan.nodeCount}
            <span className={classes['faint']}>
              {plan.regions.length === 0 ? ` · ${t('anyRegion')}` : ` · ${plan.regions.join(', ')}`}
            </span>
          </>
        ),
    },
    {
      id: 'stock',
      header: t('stock'),
      width: '110px',
      align: 'right',
      cell: plan =>
        plan.stock === null ? (
          <span className={classes['faint']}>{t('endless')}</span>
        ) : plan.stock === 0 ? (
          <span className={classes['out']}>{t('soldOut')}</span>
        ) : (
          format.number(plan.stock)
        ),
    },
    {
      id: 'visibility',
      header: t('visibilityOf'),
      width: '150px',
      cell: plan => <VisibilityTag visibility={plan.visibility} />,
    },
  ]
}
