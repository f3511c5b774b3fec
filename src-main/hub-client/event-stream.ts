import { type HubEvent, hubEvent, streamEvents } from '../../hub/contract/admin/events.ts'
import { errorBody } from '../../hub/contract/error-body.ts'
import { asCallError, CallError } from './call-error.ts'
import type { HubLine } from './hub-line.ts'

export interface EventListener {
  event(event: HubEvent): void
  /** Events passed unseen. */
  missed(): void
  /** A sign of life, events included. */
  alive(): void
}

/** The hub sends a sign of life every 5 s: three in a row that do not come are a dead connection. */
const silentMs = 16_000

/**
 * Listens to the hub's events until `signal` ends it or the connection breaks; then it throws a `CallError`.
 * `after` is the last event that was taken.
 */
export async function followEvents(
  line: HubLine,
  call: { readonly token: string; readonly after: number | null; readonly signal: AbortSignal },
  listener: EventListener,
): Promise<void> {
  const stream = await line.openStream({
    method: 'GET',
    path: streamEvents.path,
    token: call.token,
    signal: call.signal,
    headers: {
      accept: 'text/event-stream',
      ...(call.after === null ? {} : { 'last-event-id': String(call.after) }),
    },
  })
  try {
    stream.setEncoding('utf8')
    if (stream.statusCode !== 200) throw await failureOf(stream)
    stream.setTimeout(silentMs, () => stream.destroy(new CallError('hub_slow')))
    let rest = ''
    for await (const chunk of stream) {
      listener.alive()
      const frames = (rest + String(chunk)).split('\n\n')
      rest = frames.pop() ?? ''
      if (rest.length > 1_000_000) throw new CallError('hub_answer_unknown', { reason: 'endless event' })
      for (const frame of frames) takeFrame(frame, listener)
    }
    throw new CallError('hub_unreachable', { reason: 'the event stream ended' })
  } catch (error) {
    throw asCallError(error)
  } finally {
    stream.destroy()
  }
}

function takeFrame(frame: string, listener: EventListener): void {
  const lines = frame.split('\n')
  const field = (name: string) => lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2)
  if (field('event') === 'events.missed') {
    listener.missed()
    return
  }
  const data = field('data')
  if (data === undefined) return
  const parsed = hubEvent.safeParse(JSON.parse(data))
  if (parsed.success) listener.event(parsed.data)
}

async function failureOf(stream: AsyncIterable<unknown>): Promise<CallError> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  const parsed = errorBody.safeParse(JSON.parse(text.slice(0, 100_000)))
  return parsed.success
    ? new CallError(parsed.data.error, parsed.data.facts)
    : new CallError('hub_answer_unknown')
}
