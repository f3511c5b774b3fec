import { useEffect, useRef, useState } from 'react'
import type * as z from 'zod'
import { ask } from './bridge.ts'

const settleMs = 400

/**
 * A form that survives a crash: what was typed is kept on this computer until `end` is called. The first value is
 * `initial`, replaced by the draft once that was read.
 */
export function useDraft<T>(
  key: string,
  schema: z.ZodType<T>,
  initial: T,
): { readonly value: T; readonly isDraft: boolean; set(value: T): void; end(): void } {
  const [value, setValue] = useState(initial)
  const [isDraft, setIsDraft] = useState(false)
  const unkept = useRef<(() => void) | null>(null)
  useEffect(() => {
    let isGone = false
    void ask('drafts.read', { key }).then(({ draft }) => {
      const parsed = schema.safeParse(draft)
      if (isGone || !parsed.success) return
      setValue(parsed.data)
      setIsDraft(true)
    })
    return () => {
      isGone = true
    }
  }, [key, schema])
  useEffect(() => {
    unkept.current = null
    if (!isDraft) return
    const keep = () => {
      unkept.current = null
      void ask('drafts.write', { key, draft: value })
    }
    unkept.current = keep
    const timer = window.setTimeout(keep, settleMs)
    return () => window.clearTimeout(timer)
  }, [key, value, isDraft])
  // Who leaves the form in the middle of a word finds that word again.
  useEffect(() => () => unkept.current?.(), [])
  return {
    value,
    isDraft,
    set(changed) {
      setValue(changed)
      setIsDraft(true)
    },
    end() {
      unkept.current = null
      setIsDraft(false)
      setValue(initial)
      void ask('drafts.write', { key, draft: null })
    },
  }
}
