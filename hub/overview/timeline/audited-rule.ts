const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every change counts it on. */
const ownFields = new Set(['version', 'updatedAt'])

/** The fields in which what the audit log kept of before and after differ; of something new or gone, none. */
export function changedFields(before: unknown, after: unknown): string[] {
  if (!isObject(before) || !isObject(after)) return []
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.filter(
    name => !ownFields.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
}

/** Why somebody did it, as he typed it; empty where he was not asked. */
export function reasonIn(after: unknown): string {
  if (!isObject(after)) return ''
  for (const name of ['reason', 'statusReason', 'manualReason']) {
    const reason = after[name]
    if (typeof reason === 'string' && reason !== '') return reason
  }
  return ''
}
