import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { plotFrame, stepAt } from './plot-frame.ts'
import classes from './split-chart.module.css'

interface BrushStripProps {
  /** The shape of the whole span. */
  readonly values: readonly number[]
  /** First and last step in sight. */
  readonly window: readonly [first: number, last: number]
  readonly labels: { readonly strip: string; readonly first: string; readonly last: string }
  /** A step in words. */
  speak(step: number): string
  onWindow(first: number, last: number): void
}

type Grip = 'first' | 'last' | 'whole' | 'new'
interface Drag {
  readonly grip: Grip
  readonly from: number
  readonly before: readonly [first: number, last: number]
}

const height = 40

/** The whole span small, with the part in sight marked: drawn out, moved, or pulled at its edges. */
export function BrushStrip({ values, window: shown, labels, speak, onWindow }: BrushStripProps) {
  const strip = useRef<HTMLFieldSetElement>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const [pending, setPending] = useState<readonly [number, number] | null>(null)
  const steps = values.length
  const [first, last] = pending ?? shown
  const path = useMemo(() => shapeOf(values), [values])

  function stepOf(event: PointerEvent): number {
    const box = strip.current?.getBoundingClientRect()
    return box === undefined ? 0 : stepAt(event.clientX - box.left, box.width, steps)
  }
  function begin(grip: Grip) {
    return (event: PointerEvent) => {
      if (event.button !== 0) return
      event.stopPropagation()
      strip.current?.setPointerCapture(event.pointerId)
      const from = stepOf(event)
      setDrag({ grip, from, before: shown })
      setPending(grip === 'new' ? [from, from] : shown)
    }
  }
  function onKey(grip: 'first' | 'last') {
    return (event: KeyboardEvent) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 }[event.key]
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? steps - 1 : null
      if (by === undefined && to === null) return
      event.preventDefault()
      const here = grip === 'first' ? first : last
      const target = to ?? here + (by ?? 0)
      if (grip === 'first') onWindow(Math.min(Math.max(0, target), last - 1), last)
      else onWindow(first, Math.max(Math.min(steps - 1, target), first + 1))
    }
  }

  const handle = (grip: 'first' | 'last', step: number, edge: number) => (
    <div
      className={classes['handle']}
      style={{ left: `${(edge / steps) * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={labels[grip]}
      aria-valuemin={1}
      aria-valuemax={steps}
      aria-valuenow={step + 1}
      aria-valuetext={speak(step)}
      onPointerDown={begin(grip)}
      onKeyDown={onKey(grip)}
    />
  )
  return (
    <fieldset
      ref={strip}
      className={classes['strip']}
      style={{ marginLeft: plotFrame.left, marginRight: plotFrame.right, height }}
      aria-label={labels.strip}
      onPointerDown={begin('new')}
      onPointerMove={event => {
        if (drag !== null) setPending(moved(drag, stepOf(event), steps))
      }}
      onPointerUp={() => {
        if (drag !== null && pending !== null && pending[0] !== pending[1]) onWindow(...pending)
        setDrag(null)
        setPending(null)
      }}
      onPointerCancel={() => {
        setDrag(null)
        setPending(null)
      }}
      onDoubleClick={() => onWindow(0, steps - 1)}
    >
      <svg
        viewBox={`0 0 ${steps} 1`}
        preserveAspectRatio="none"
        width="100%"
        height={height}
        aria-hidden="true"
      >
        <path d={path} fill="var(--water)" fillOpacity="0.28" />
      </svg>
      <div className={classes['veil']} style={{ left: 0, width: `${(first / steps) * 100}%` }} />
      <div
        className={classes['veil']}
        style={{ right: 0, width: `${((steps - 1 - last) / steps) * 100}%` }}
      />
      <div
        className={classes['grip']}
        data-whole={first === 0 && last === steps - 1}
        style={{ left: `${(first / steps) * 100}%`, width: `${((last - first + 1) / steps) * 100}%` }}
        onPointerDown={begin(first === 0 && last === steps - 1 ? 'new' : 'whole')}
      />
      {handle('first', first, first)}
      {handle('last', last, last + 1)}
    </fieldset>
  )
}

function moved({ grip, from, before }: Drag, to: number, steps: number): readonly [number, number] {
  const [first, last] = before
  switch (grip) {
    case 'new':
      return [Math.min(from, to), Math.max(from, to)]
    case 'first':
      return [Math.min(to, last - 1), last]
    case 'last':
      return [first, Math.max(to, first + 1)]
    case 'whole': {
      const by = Math.min(Math.max(to - from, -first), steps - 1 - last)
      return [first + by, last + by]
    }
  }
}

/** Steps as a filled outline, one unit wide each, in a height of one. */
function shapeOf(values: readonly number[]): string {
  const most = Math.max(1, ...values)
  const tops = values.map((value, step) => {
    const y = (1 - (value / most) * 0.9).toFixed(4)
    return `L${step} ${y}L${step + 1} ${y}`
  })
  return `M0 1${tops.join('')}L${values.length} 1Z`
}
