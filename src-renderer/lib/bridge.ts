import type { Bridge } from '../../src-main/ipc-contract/bridge.ts'
import type { CallFailure } from '../../src-main/ipc-contract/call-failure.ts'
import type { ChannelAnswer, ChannelInput, ChannelName } from '../../src-main/ipc-contract/channels.ts'

declare global {
  interface Window {
    readonly sluice: Bridge
  }
}

/** What the preload script gives this window. */
export const bridge: Bridge = window.sluice

/** An expected failure where only an error can go: through a query or a mutation. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly failure: CallFailure
  constructor(failure: CallFailure) {
    super(failure.code)
    this.failure = failure
  }
}

/** Asks the main process; an expected failure is thrown as `CallFailed`. */
export async function ask<C extends ChannelName>(name: C, input: ChannelInput<C>): Promise<ChannelAnswer<C>> {
  const outcome = await bridge.call(name, input)
  if (!outcome.ok) throw new CallFailed(outcome)
  return outcome.value
}
