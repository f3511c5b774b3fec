import { Button, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeView } from '../../../hub/contract/admin/node-views.ts'
import { completeEnrolment, enrolNode } from '../../../hub/contract/admin/nodes.ts'
import { CallFailed } from '../../lib/bridge.ts'
import { saveText } from '../../lib/export-text.ts'
import { useFailureText } from '../../lib/use-failure-text.ts'
import { useFormat } from '../../lib/use-format.ts'
import { useHubAction } from '../../lib/use-hub.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { tell, tellFailure } from '../../ui/notify.tsx'
import classes from './dialogs.module.css'

interface EnrolStepsProps {
  readonly node: Pick<NodeView, 'id' | 'name' | 'managementHost'>
  onDone(): void
}

/** Three steps: save the bundle, start the agent with it, let the hub meet the agent. */
export function EnrolSteps({ node, onDone }: EnrolStepsProps) {
  const { t } = useTranslation('nodes')
  const format = useFormat()
  const describe = useFailureText()
  const [saved, setSaved] = useState<{ readonly file: string; readonly until: number } | null>(null)
  const params = { nodeId: node.id }
  const fileName = `${node.name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')}.json`
  const enrol = useHubAction(enrolNode, {
    changes: ['node.'],
    onDone: ({ bundle }) => {
      saveText(fileName, `${JSON.stringify(bundle, null, 2)}\n`)
        .then(file => {
          if (file !== null) setSaved({ file, until: bundle.expiresAt })
        })
        .catch((error: unknown) => {
          if (error instanceof CallFailed) tellFailure(describe(error))
        })
    },
    onFailed: failed => tellFailure(describe(failed)),
  })
  const complete = useHubAction(completeEnrolment, {
    changes: ['node.', 'overview.', 'certificates.'],
    onDone: () => {
      tell(t('enrolDone', { name: node.name }))
      onDone()
    },
  })
  const failure = complete.error === null ? null : describe(complete.error)
  return (
    <ol className={classes['steps']}>
      <li data-done={saved !== null}>
        <div>
          <div className={classes['stepTitle']}>{t('step.bundle')}</div>
          <div className={classes['stepHint']}>
            {saved === null
              ? t('step.bundleHint')
              : t('step.bundleSaved', { file: saved.file, until: format.short(saved.until) })}
          </div>
          <Button
            variant={saved === null ? 'filled' : 'default'}
            leftSection={<IconDownload size={15} aria-hidden />}
            loading={enrol.isPending}
            onClick={() => enrol.mutate({ params })}
          >
            {t(saved === null ? 'step.save' : 'step.saveAgain')}
          </Button>
        </div>
      </li>
      <li>
        <div>
          <div className={classes['stepTitle']}>{t('step.start', { host: node.managementHost })}</div>
          <div className={classes['stepHint']}>{t('step.startHint')}</div>
          <Command text={`scp ${fileName} root@${node.managementHost}:`} />
          <Command text="node agent.cjs --check" />
          <Command text="node agent.cjs --unit > /etc/systemd/system/sluice-agent.service" />
          <Command text={`node agent.cjs --enroll ${fileName}`} />
        </div>
      </li>
      <li>
        <div>
          <div className={classes['stepTitle']}>{t('step.meet')}</div>
          <div className={classes['stepHint']}>{t('step.meetHint')}</div>
          {failure === null ? null : (
            <Text role="alert" c="var(--bad)" size="sm" mb={6}>{`${failure.title}. ${failure.hint}`}</Text>
          )}
          <Button
            variant={saved === null ? 'default' : 'filled'}
            loading={complete.isPending}
            onClick={() => complete.mutate({ params })}
          >
            {t('step.meetNow')}
          </Button>
        </div>
      </li>
    </ol>
  )
}

function Command({ text }: { readonly text: string }) {
  return (
    <div className={classes['command']}>
      <code>{text}</code>
      <CopyButton text={text} />
    </div>
  )
}
