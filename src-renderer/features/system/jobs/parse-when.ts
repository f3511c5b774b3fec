/** When a job runs: `every 5 s` or a cron pattern, as the hub writes it. */
export type When =
  | { readonly kind: 'every'; readonly ms: number }
  | { readonly kind: 'daily'; readonly time: string }
  | { readonly kind: 'pattern'; readonly text: string }

export function parseWhen(text: string): When {
  const every = /^every (\d+(?:\.\d+)?) s$/.exec(text)
  if (every !== null) return { kind: 'every', ms: Number(every[1]) * 1_000 }
  const daily = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(text)
  if (daily === null) return { kind: 'pattern', text }
  const [, minute = '', hour = ''] = daily
  return { kind: 'daily', time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
}
