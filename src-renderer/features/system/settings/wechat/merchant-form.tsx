import { Button, Checkbox, Drawer, Group, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  createMerchant,
  editMerchant,
  type MerchantView,
} from '../../../../../hub/contract/admin/merchants.ts'
import { useHubAction } from '../../../../lib/use-hub.ts'
import { FailureAlert } from '../../../../ui/failure-alert.tsx'
import { tell } from '../../../../ui/notify.tsx'
import systemClasses from '../../system.module.css'
import { buildChange, buildCreation, draftOf, isComplete, type MerchantDraft } from './build-merchant.ts'
import { MerchantRefusal } from './merchant-refusal.tsx'

interface MerchantFormProps {
  readonly merchant: MerchantView | 'new' | null
  onClose(): void
}

/** The account's numbers and keys. Keys are typed in and never shown again, so nothing of this is kept as a draft. */
export function MerchantForm({ merchant, onClose }: MerchantFormProps) {
  const { t } = useTranslation('system')
  return (
    <Drawer
      opened={merchant !== null}
      onClose={onClose}
      position="right"
      size={560}
      closeOnClickOutside={false}
      title={merchant === 'new' ? t('settings.wechat.add') : t('settings.wechat.edit')}
    >
      {merchant === null ? null : <Fields merchant={merchant === 'new' ? null : merchant} onDone={onClose} />}
    </Drawer>
  )
}

const tradeTypes = ['native', 'h5', 'jsapi'] as const

function Fields({ merchant, onDone }: { readonly merchant: MerchantView | null; onDone(): void }) {
  const { t } = useTranslation(['system', 'common'])
  const [draft, setDraft] = useState<MerchantDraft>(draftOf(merchant))
  const changes = ['merchant.']
  const create = useHubAction(createMerchant, {
    changes,
    onDone() {
      tell(t('settings.wechat.added'))
      onDone()
    },
  })
  const edit = useHubAction(editMerchant, {
    changes,
    onDone() {
      tell(t('settings.wechat.changed'))
      onDone()
    },
  })
  const set = (change: Partial<MerchantDraft>) => setDraft({ ...draft, ...change })
  const isNew = merchant === null
  const kept = isNew ? '' : t('settings.wechat.staysAsItIs')
  const error = create.error ?? edit.error
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (merchant === null) create.mutate({ body: buildCreation(draft) })
        else edit.mutate({ params: { merchantId: merchant.id }, body: buildChange(draft, merchant) })
      }}
    >
      <Stack>
        <p className={systemClasses['lead']}>{t('settings.wechat.never')}</p>
        <TextInput
          label={t('settings.wechat.mchid')}
          value={draft.mchid}
          required
          disabled={!isNew}
          maxLength={32}
          onChange={event => set({ mchid: event.currentTarget.value })}
        />
        <TextInput
          label={t('settings.wechat.appid')}
          value={draft.appid}
          required
          disabled={!isNew}
          maxLength={32}
          onChange={event => set({ appid: event.currentTarget.value })}
        />
        <PasswordInput
          label={t('settings.wechat.apiV3Key')}
          description={t('settings.wechat.apiV3KeyHint')}
          value={draft.apiV3Key}
          required={isNew}
          placeholder={kept}
          autoComplete="off"
          onChange={event => set({ apiV3Key: event.currentTarget.value })}
        />
        <Pem
          label={t('settings.wechat.merchantKey')}
          value={draft.merchantKeyPem}
          isRequired={isNew}
          placeholder={kept}
          onChange={merchantKeyPem => set({ merchantKeyPem })}
        />
        <Pem
          label={t('settings.wechat.certificate')}
          description={t('settings.wechat.certificateHint')}
          value={draft.certificatePem}
          placeholder={kept}
          onChange={certificatePem => set({ certificatePem })}
        />
        <TextInput
          label={t('settings.wechat.publicKeyId')}
          description={t('settings.wechat.publicKeyHint')}
          value={draft.publicKeyId}
          maxLength={128}
          onChange={event => set({ publicKeyId: event.currentTarget.value })}
        />
        <Pem
          label={t('settings.wechat.publicKeyPem')}
          value={draft.publicKeyPem}
          placeholder={kept}
          onChange={publicKeyPem => set({ publicKeyPem })}
        />
        <Checkbox.Group
          label={t('settings.wechat.tradeTypes')}
          value={[...draft.tradeTypes]}
          onChange={chosen => set({ tradeTypes: tradeTypes.filter(type => chosen.includes(type)) })}
        >
          <Group mt={6}>
            {tradeTypes.map(type => (
              <Checkbox key={type} value={type} label={t(`settings.wechat.tradeTypeNames.${type}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        {error?.failure.code === 'merchant_refused' ? (
          <MerchantRefusal facts={error.failure.facts} />
        ) : (
          <FailureAlert error={error} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
          <Button
            type="submit"
            loading={create.isPending || edit.isPending}
            disabled={!isComplete(draft, isNew)}
          >
            {t('common:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PemProps {
  readonly label: string
  readonly description?: string
  readonly value: string
  readonly isRequired?: boolean
  readonly placeholder: string
  onChange(value: string): void
}

function Pem({ label, description, value, isRequired = false, placeholder, onChange }: PemProps) {
  return (
    <Textarea
      label={label}
      description={description}
      value={value}
      required={isRequired}
      placeholder={placeholder === '' ? '-----BEGIN …' : placeholder}
      rows={3}
      spellCheck={false}
      autoComplete="off"
      classNames={{ input: systemClasses['code'] ?? '' }}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
