import type { operatorEndpoints } from '../../contract/admin/operators.ts'
import { succeed } from '../../kernel/outcome.ts'
import { createOperator } from '../../operators/create-operator.ts'
import { disableOperator, editOperator, enableOperator } from '../../operators/edit-operator.ts'
import { listOperators } from '../../operators/list-operators.ts'
import type { OperatorDeps } from '../../operators/operator-deps.ts'
import { resetOperatorPassword, resetOperatorTotp } from '../../operators/reset-operator.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers what owners do with staff accounts. */
export function operatorHandlers(deps: OperatorDeps): HandlerTable<typeof operatorEndpoints> {
  return {
    'operators.list': async ({ query }) => succeed(await listOperators(deps, query)),
    'operators.create': ({ body }, { actor }) => createOperator(deps, body, actor),
    'operators.edit': ({ params, body }, { actor }) => editOperator(deps, { ...params, ...body }, actor),
    'operators.disable': ({ params }, { actor }) => disableOperator(deps, params, actor),
    'operators.enable': ({ params }, { actor }) => enableOperator(deps, params, actor),
    'operators.resetPassword': ({ params }, { actor }) => resetOperatorPassword(deps, params, actor),
    'operators.resetTotp': ({ params }, { actor }) => resetOperatorTotp(deps, params, actor),
  }
}
