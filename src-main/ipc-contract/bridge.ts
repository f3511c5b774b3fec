import type { CallOutcome } from './call-failure.ts'
import type { ChannelAnswer, ChannelInput, ChannelName, PushName, PushPayload } from './channels.ts'

/** All that the preload script gives a window, as `window.sluice`. */
export interface Bridge {
  call<C extends ChannelName>(name: C, input: ChannelInput<C>): Promise<CallOutcome<ChannelAnswer<C>>>
  /** Answers how to stop listening. */
  on<P extends PushName>(name: P, listener: (payload: PushPayload<P>) => void): () => void
}

/** The two channels of Electron that carry everything. */
export const callChannel = 'sluice:call'
export const pushChannel = 'sluice:push'
