import type { StepFormat } from './format-step.ts'
import type { Step } from './view-rule.ts'

const strides: Readonly<Record<Step, readonly number[]>> = {
  hour: [1, 2, 3, 6, 12, 24, 48, 72, 168],
  day: [1, 2, 5, 7, 14],
  month: [1, 2, 3, 6, 12, 24],
}

/** Which steps are written below the axis: at most `most`, at round hours and at the beginnings of months. */
export function buildTicks(
  starts: readonly number[],
  step: Step,
  format: StepFormat,
  most: number,
): readonly number[] {
  const [start] = starts
  if (start === undefined) return []
  const stride = strides[step].find(each => starts.length / each <= most)
  if (stride !== undefined) {
    const first = step === 'hour' ? (stride - (format.parts(start).hour % stride)) % stride : 0
    return everyNth(starts.length, stride, first)
  }
  if (step !== 'day') return everyNth(starts.length, Math.ceil(starts.length / most), 0)
  const months = starts.flatMap((at, index) => (format.parts(at).day === 1 ? [index] : []))
  const skip = Math.ceil(months.length / most)
  return months.filter((_, index) => index % skip === 0)
}

function everyNth(count: number, stride: number, first: number): readonly number[] {
  const found: number[] = []
  for (let index = first; index < count; index += stride) found.push(index)
  return found
}
