import type { rolloutEndpoints } from '../../contract/admin/rollouts.ts'
import { succeed } from '../../kernel/outcome.ts'
import { createRollout } from '../../nodes/rollouts/create-rollout.ts'
import { continueRollout, rollBackRollout, stopRollout } from '../../nodes/rollouts/decide-rollout.ts'
import { previewRollout } from '../../nodes/rollouts/preview-rollout.ts'
import type { RolloutDeps } from '../../nodes/rollouts/step-rollout.ts'
import { listRollouts, readRollout } from '../../nodes/rollouts/view-rollout.ts'
import type { HandlerTable } from '../handlers.ts'

/** Answers what operators ask about roll-outs of settings, and what they decide. */
export function rolloutHandlers(deps: RolloutDeps): HandlerTable<typeof rolloutEndpoints> {
  return {
    'rollout.list': async ({ query }) => succeed(await listRollouts(deps, query)),
    'rollout.read': ({ params }) => readRollout(deps, params),
    'rollout.preview': ({ body }) => previewRollout(deps, body),
    'rollout.create': ({ body }, { actor }) => createRollout(deps, body, actor),
    'rollout.continue': ({ params, body }, { actor }) => continueRollout(deps, { ...params, ...body }, actor),
    'rollout.stop': ({ params }, { actor }) => stopRollout(deps, params, actor),
    'rollout.rollBack': ({ params }, { actor }) => rollBackRollout(deps, params, actor),
  }
}
