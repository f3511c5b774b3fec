import { outcomeOfCall } from '../hub-client/call-error.ts'
import { type CallOutcome, refuse } from '../ipc-contract/call-failure.ts'
import { type ChannelAnswer, type ChannelName, channels, type ParsedInput } from '../ipc-contract/channels.ts'

/** One handler for every channel of the schema. */
export type Handlers = {
  readonly [C in ChannelName]: (input: ParsedInput<C>) => Promise<ChannelAnswer<C>> | ChannelAnswer<C>
}

/** A call as it comes over the border: nothing of it is believed. */
export type AnswerCall = (name: unknown, input: unknown) => Promise<CallOutcome<unknown>>

/** Answers calls by name: only names and forms of the schema get through, and failures come back as values. */
export function bindChannels(handlers: Handlers, report: (error: unknown) => void): AnswerCall {
  return async (name, input) => {
    if (typeof name !== 'string' || !Object.hasOwn(channels, name)) return refuse('call_refused')
    const known = name as ChannelName
    const parsed = channels[known].input.safeParse(input)
    if (!parsed.success) return refuse('call_refused', { channel: known })
    try {
      // Name and schema were looked up by one key, which the types cannot follow.
      const handle = handlers[known] as (input: unknown) => unknown
      return await outcomeOfCall(async () => await handle(parsed.data))
    } catch (error) {
      report(error)
      return refuse('internal')
    }
  }
}
