import type { IncomingMessage, ServerResponse } from 'node:http'
import { tokenDigest } from './control-actions.ts'
import { type ControlCall, ControlRefused, controlCalls, type EmulatorControl } from './control-contract.ts'

/** `POST /control/<call>` with a bearer token: 200 with the result, 409 with the code of a refusal. */
export async function serveControl(
  control: EmulatorControl,
  token: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const give = (status: number, value: unknown) => {
    const bytes = Buffer.from(JSON.stringify(value))
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length })
    response.end(bytes)
  }
  const [, sent = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? []
  if (tokenDigest(sent) !== tokenDigest(token))
    return give(401, { code: 'UNAUTHORIZED', message: 'wrong token' })
  const name = /^\/control\/(\w+)$/.exec(request.url ?? '')?.[1] ?? ''
  if (request.method !== 'POST' || !isCall(name))
    return give(404, { code: 'NOT_FOUND', message: 'no such call' })
  try {
    give(200, await runCall(control, name, body.length === 0 ? {} : JSON.parse(body.toString())))
  } catch (error) {
    if (error instanceof ControlRefused) give(409, { code: error.code, message: error.message })
    else if (error instanceof SyntaxError) give(400, { code: 'BAD_INPUT', message: error.message })
    else throw error
  }
}

/** Checks the input, whoever gave it, and runs the call. */
export async function runCall(control: EmulatorControl, name: ControlCall, input: unknown): Promise<unknown> {
  const parsed = controlCalls[name].safeParse(input)
  if (!parsed.success) throw new ControlRefused('BAD_INPUT', parsed.error.message)
  // The call and its schema go by the same name, which the type of a looked-up pair cannot say.
  const call = control[name] as (checked: unknown) => Promise<unknown>
  return call(parsed.data)
}

function isCall(name: string): name is ControlCall {
  return Object.hasOwn(controlCalls, name)
}
