import { SegmentedControl } from '@mantine/core'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanBody } from '../../../hub/contract/admin/plans.ts'
import { type Language, useDress } from '../../lib/dress.ts'
import { formatBytes } from '../../lib/format-bytes.ts'
import { Panel } from '../../ui/panel.tsx'
import { buildPlanPoints } from './build-plan-points.ts'
import classes from './plans.module.css'

const languages = ['zh', 'en'] as const

/** What customers see of a plan in the shop, in either language, while it is typed. */
export function PlanCard({ body }: { readonly body: PlanBody }) {
  const { t } = useTranslation('plans')
  const own = useDress(dress => dress.language)
  const [language, setLanguage] = useState<Language>(own)
  const say = i18next.getFixedT(language, 'plans')
  const text = (both: { readonly zh: string; readonly en: string }) =>
    both[language] || both[language === 'zh' ? 'en' : 'zh']
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
        <div className={classes['card']}>
          <div className={classes['cardTitle']}>{text(body.title) || '…'}</div>
          <div className={classes['cardPrice']}>
            ¥{(body.price / 100).toFixed(2)}
            <small>{say(`card.per.${body.kind}`)}</small>
          </div>
          {text(body.description) === '' ? null : (
            <p className={classes['cardText']}>{text(body.description)}</p>
          )}
          <ul>
            {buildPlanPoints(body).map(point => (
              <li key={point.text}>
                {say(`card.${point.text}`, {
                  count: point.count,
                  bytes: point.bytes === null ? say('card.unlimited') : formatBytes(point.bytes),
                })}
              </li>
            ))}
          </ul>
          <span className={classes['cardButton']} data-out={body.stock === 0}>
            {say(body.stock === 0 ? 'card.soldOut' : 'card.choose')}
          </span>
        </div>
      </div>
      {body.visibility === 'public' ? null : (
        <p className={classes['notShown']}>{t(`notShown.${body.visibility}`)}</p>
      )}
    </Panel>
  )
}
