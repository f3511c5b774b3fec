import { Button, Menu, SegmentedControl } from '@mantine/core'
import { IconDownload, IconPhoto, IconTable } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './traffic.module.css'
import { type ExportParts, useExport } from './use-export.ts'

/** Beside the chart's title: chart or figures, and taking them along. */
export function PanelActions(props: ExportParts) {
  const { show, go } = props.traffic
  const { t } = useTranslation('traffic')
  const { saveFigures, saveChart } = useExport(props)
  return (
    <div className={classes['actions']}>
      <SegmentedControl
        size="xs"
        aria-label={t('showAsOf')}
        value={show}
        onChange={chosen => go({ show: chosen === 'table' ? 'table' : null })}
        data={(['chart', 'table'] as const).map(value => ({ value, label: t(`showAs.${value}`) }))}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
            {t('export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTable size={15} aria-hidden />} onClick={() => void saveFigures()}>
            {t('asCsv')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPhoto size={15} aria-hidden />}
            disabled={show === 'table'}
            onClick={() => void saveChart()}
          >
            {t('asPng')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
