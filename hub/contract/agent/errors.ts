import * as z from 'zod'

/** Errors an agent may answer with; `status` is the HTTP status. */
export const agentErrors = {
  bad_request: { status: 400 },
  certificate_required: { status: 401 },
  not_the_hub: { status: 403 },
  not_found: { status: 404 },
  /** The (epoch, revision) is lower than the one applied; `current` says which that is. */
  revision_refused: { status: 409 },
  /** The same pair was applied before with other content. */
  revision_conflict: { status: 409 },
  /** closeAt values were computed for another instance; collect first. */
  instance_changed: { status: 409 },
  too_large: { status: 413 },
  /** A port lies inside the node's ephemeral range, or another program listens on it. */
  port_unusable: { status: 422 },
  cipher_unsupported: { status: 422 },
  /** The reading could not be made durable, so it is not given. */
  not_durable: { status: 503 },
  not_ready: { status: 503 },
  /** The bundle was used before, has run out, or is not of this node. */
  enrolment_refused: { status: 403 },
} as const satisfies Record<string, { status: number }>

export type AgentErrorCode = keyof typeof agentErrors

export const agentError = z.strictObject({
  error: z.enum(Object.keys(agentErrors) as [AgentErrorCode, ...AgentErrorCode[]]),
  message: z.string().max(2_000),
  current: z
    .strictObject({
      instance: z.string(),
      epoch: z.number().int().min(0),
      revision: z.number().int().min(0),
    })
    .optional(),
  ports: z.array(z.number().int()).max(65_535).optional(),
})
export type AgentError = z.infer<typeof agentError>
