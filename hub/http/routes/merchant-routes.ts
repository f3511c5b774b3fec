import type { merchantEndpoints } from '../../contract/admin/merchants.ts'
import type { MerchantRow } from '../../db/entities/payments.ts'
import { type Outcome, succeed } from '../../kernel/outcome.ts'
import {
  activateMerchant,
  createMerchant,
  editMerchant,
  type MerchantDeps,
  retireMerchant,
} from '../../payments/merchants/change-merchants.ts'
import { listMerchants, viewMerchant } from '../../payments/merchants/merchant-view.ts'
import { type TestMerchantDeps, testMerchant } from '../../payments/merchants/test-merchant.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers for the accounts that take money. */
export function merchantHandlers(
  deps: MerchantDeps & TestMerchantDeps,
): HandlerTable<typeof merchantEndpoints> {
  const view = (outcome: Outcome<MerchantRow>) =>
    outcome.ok ? succeed(viewMerchant(outcome.value, deps.notifyUrl)) : outcome
  return {
    'merchant.list': async ({ query }) => succeed(await listMerchants(deps, query)),
    'merchant.create': async ({ body }, { actor }) => view(await createMerchant(deps, body, actor)),
    'merchant.edit': async ({ params, body }, { actor }) =>
      view(await editMerchant(deps, { ...params, ...body }, actor)),
    'merchant.activate': async ({ params }, { actor }) => view(await activateMerchant(deps, params, actor)),
    'merchant.retire': async ({ params }, { actor }) => view(await retireMerchant(deps, params, actor)),
    'merchant.test': ({ params }, { actor }) => testMerchant(deps, params, actor),
  }
}
