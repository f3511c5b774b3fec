import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { plotFrame, stepAt } from './plot-frame.ts'
import classes from './split-chart.module.css'

interface PlotCursorProps {
  readonly steps: number
  /** What the chart is of, for those who hear it. */
  readonly label: string
  /** The figures of a step in one sentence. */
  speak(step: number): string
  /** The figures of a step, beside the cursor. */
  readonly tooltip: (step: number) => ReactNode
  /** Both ends included. */
  onZoom(first: number, last: number): void
  onBack(): void
}

interface Cursor {
  readonly at: number
  /** Where a selection began; null: none. */
  readonly anchor: number | null
}

/**
 * Lies over a chart: shows the figures below the pointer, and zooms to what is drawn over. By keys: arrows, Home and
 * End move; with Shift they select; Enter zooms; Escape lets go.
 */
export function PlotCursor({ steps, label, speak, tooltip, onZoom, onBack }: PlotCursorProps) {
  const plot = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const [isDragging, setDragging] = useState(false)
  const at = cursor === null ? null : Math.min(cursor.at, steps - 1)

  function stepOf(event: PointerEvent): number {
    const box = plot.current?.getBoundingClientRect()
    return box === undefined ? 0 : stepAt(event.clientX - box.left, box.width, steps)
  }
  function take(first: number, last: number) {
    setCursor(first === last ? { at: last, anchor: null } : null)
    setDragging(false)
    if (first !== last) onZoom(Math.min(first, last), Math.max(first, last))
  }
  function onKeyDown(event: KeyboardEvent) {
    const from = at ?? steps - 1
    const page = Math.max(1, Math.round(steps / 10))
    const to: Readonly<Record<string, number>> = {
      ArrowLeft: at === null ? from : from - 1,
      ArrowRight: from + 1,
      PageUp: from - page,
      PageDown: from + page,
      Home: 0,
      End: steps - 1,
    }
    const target = to[event.key]
    if (target !== undefined) {
      const next = Math.min(steps - 1, Math.max(0, target))
      setCursor({ at: next, anchor: event.shiftKey ? (cursor?.anchor ?? from) : null })
    } else if (event.key === 'Enter' && cursor !== null && cursor.anchor !== null) take(cursor.anchor, from)
    else if (event.key === 'Escape' && cursor?.anchor != null) setCursor({ at: from, anchor: null })
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const centre = at === null ? 0 : ((at + 0.5) / steps) * 100
  return (
    <div
      ref={plot}
      className={classes['cursor']}
      style={{
        left: plotFrame.left,
        right: plotFrame.right,
        top: plotFrame.top,
        bottom: plotFrame.bottom,
      }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={1}
      aria-valuemax={steps}
      aria-valuenow={(at ?? steps - 1) + 1}
      aria-valuetext={speak(at ?? steps - 1)}
      onKeyDown={onKeyDown}
      onBlur={() => setCursor(null)}
      onPointerDown={event => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const step = stepOf(event)
        setCursor({ at: step, anchor: step })
        setDragging(true)
      }}
      onPointerMove={event => {
        const step = stepOf(event)
        if (step !== cursor?.at) setCursor({ at: step, anchor: isDragging ? (cursor?.anchor ?? step) : null })
      }}
      onPointerUp={event => {
        if (isDragging) take(cursor?.anchor ?? 0, stepOf(event))
      }}
      onPointerCancel={() => {
        setDragging(false)
        setCursor(null)
      }}
      onPointerLeave={() => {
        if (!isDragging) setCursor(null)
      }}
      onDoubleClick={onBack}
    >
      {cursor === null || cursor.anchor === null || at === null || cursor.anchor === at ? null : (
        <div
          className={classes['selection']}
          style={{
            left: `${(Math.min(cursor.anchor, at) / steps) * 100}%`,
            width: `${((Math.abs(at - cursor.anchor) + 1) / steps) * 100}%`,
          }}
        />
      )}
      {at === null ? null : (
        <>
          <div className={classes['hair']} style={{ left: `${centre}%` }} />
          <div
            className={classes['tip']}
            data-side={centre > 55 ? 'left' : 'right'}
            style={centre > 55 ? { right: `${100 - centre}%` } : { left: `${centre}%` }}
          >
            {tooltip(at)}
          </div>
        </>
      )}
    </div>
  )
}
