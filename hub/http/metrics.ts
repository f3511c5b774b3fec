import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** The hub's measurements; other parts register theirs on `registry`. */
export interface Metrics {
  readonly registry: Registry
  requestEnded(request: {
    readonly listener: string
    /** The route's pattern, never the path: paths carry ids and tokens. */
    readonly route: string
    readonly method: string
    readonly status: number
    readonly seconds: number
  }): void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'sluice_http_request_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['listener', 'method', 'route'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const answers = new Counter({
    name: 'sluice_http_answers_total',
    help: 'Answers by status',
    labelNames: ['listener', 'status'],
    registers: [registry],
  })
  return {
    registry,
    requestEnded({ listener, route, method, status, seconds: took }) {
      seconds.observe({ listener, method, route }, took)
      answers.inc({ listener, status: String(status) })
    },
  }
}
