import { SegmentedControl } from '@mantine/core'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanBody } from '../../../hub/contract/admin/plans.ts'
import { type Language, useDress } from '../../lib/dress.ts'
import { Panel } from '../../ui/panel.tsx'
import { buildPlanPoints } from './build-plan-points.ts'
import classes from './plans.module.css'
import { renderShopBytes, renderShopPrice } from './render-shop-amounts.ts'

const languages = ['zh', 'en'] as const

interface PlanCardProps {
  readonly body: PlanBody
  /** False until one is typed. */
  readonly hasPrice: boolean
}

/** What customers see of a plan in the shop, in either language, while it is typed. */
export function PlanCard({ body, hasPrice }: PlanCardProps) {
  const { t } = useTranslation('plans')
  const own = useDress(dress => dress.language)
  const [language, setLanguage] = useState<Language>(own)
  const say = i18next.getFixedT(language, 'plans')
  const text = (both: { readonly zh: string; readonly en: string }) =>
    both[language] || both[language === 'zh' ? 'en' : 'zh']
  const points = buildPlanPoints(body).map(point =>
    say(`card.${point.text}`, {
      count: point.count,
      bytes: point.bytes === null ? say('card.unlimited') : renderShopBytes(point.bytes),
    }),
  )
  const title = text(body.title) || <span className={classes['faint']}>{say('card.untitled')}</span>
  const price = hasPrice ? renderShopPrice(body.price) : '¥ –'
  const isOut = body.stock === 0
  return (
    <Panel
      title={t('customerSees')}
      right={
        <SegmentedControl
          size="xs"
          aria-label={t('customerLanguage')}
          value={language}
          onChange={chosen => setLanguage(languages.find(each => each === chosen) ?? own)}
          data={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      }
    >
      <div className={classes['stage']} lang={language}>
        {body.kind === 'addon' ? (
          // The shop lists add-ons below its plans, a line each.
          <div className={`${classes['card']} ${classes['cardLine']}`}>
            <div>
              <div className={classes['cardTitle']}>{title}</div>
              <div className={classes['cardPoints']}>{points.join(' · ')}</div>
            </div>
            <strong>{isOut ? say('card.soldOut') : price}</strong>
          </div>
        ) : (
          <div className={classes['card']}>
            <div className={classes['cardTitle']}>{title}</div>
            <div className={classes['cardPrice']}>
              {price}
              <small>{say(`card.per.${body.kind}`)}</small>
            </div>
            {text(body.description) === '' ? null : (
              <p className={classes['cardText']}>{text(body.description)}</p>
            )}
            <ul>
              {points.map(point => (
                <li key={point}>{point}</li>
              ))}
            </ul>
            <span className={classes['cardButton']} data-out={isOut}>
              {say(isOut ? 'card.soldOut' : 'card.choose')}
            </span>
          </div>
        )}
      </div>
      {body.visibility === 'public' ? null : (
        <p className={classes['notShown']}>{t(`notShown.${body.visibility}`)}</p>
      )}
    </Panel>
  )
}
