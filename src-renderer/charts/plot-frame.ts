/** Where the plot lies within its chart: axes and margins take the rest. What is laid over it keeps to the same. */
export const plotFrame = { left: 66, right: 10, top: 10, bottom: 26 } as const

/** The step below a point, `x` from the left edge of the plot. */
export function stepAt(x: number, width: number, steps: number): number {
  return Math.min(steps - 1, Math.max(0, Math.floor((x / Math.max(1, width)) * steps)))
}
