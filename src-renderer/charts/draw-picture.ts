interface PictureParts {
  /** The chart as it is on the screen. */
  readonly chart: SVGSVGElement
  readonly title: string
  readonly lines: readonly string[]
  readonly legend: readonly {
    readonly name: string
    readonly colour: string
    readonly figure: string
    readonly isDashed?: true
  }[]
  /** Where colours and fonts of the page hold. */
  readonly page: HTMLElement
}

const scale = 2
const margin = 24
const legendRow = 22
const copied = [
  'fill',
  'stroke',
  'fill-opacity',
  'stroke-opacity',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
]

/** A PNG of a chart with its title and legend, in the colours of the screen, at twice its size; base64. */
export async function drawPicture({ chart, title, lines, legend, page }: PictureParts): Promise<string> {
  const box = chart.getBoundingClientRect()
  const style = getComputedStyle(page)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const columns = Math.max(1, Math.floor(box.width / 260))
  const legendHeight = Math.ceil(legend.length / columns) * legendRow
  const top = margin + 30 + lines.length * 18 + 10
  const width = Math.round(box.width) + 2 * margin
  const height = Math.round(top + box.height + 12 + legendHeight + margin)
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = height * scale
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('this window cannot draw')
  pen.scale(scale, scale)
  pen.fillStyle = colour('--panel')
  pen.fillRect(0, 0, width, height)
  pen.textBaseline = 'top'
  const write = (
    text: string,
    x: number,
    y: number,
    look: { size: number; weight?: number; ink: string },
  ) => {
    pen.font = `${look.weight ?? 400} ${look.size}px ${style.fontFamily}`
    pen.fillStyle = look.ink
    pen.fillText(text, x, y)
  }
  write(title, margin, margin, { size: 18, weight: 650, ink: colour('--ink') })
  for (const [index, line] of lines.entries()) {
    write(line, margin, margin + 28 + index * 18, { size: 13, ink: colour('--ink2') })
  }
  pen.drawImage(await imageOf(chart, box), margin, top, box.width, box.height)
  const column = (width - 2 * margin) / columns
  for (const [index, { name, colour: swatch, figure, isDashed }] of legend.entries()) {
    const x = margin + (index % columns) * column
    const y = top + box.height + 12 + Math.floor(index / columns) * legendRow
    pen.fillStyle = swatch
    if (isDashed) for (const dash of [0, 6, 12]) pen.fillRect(x - 2 + dash, y + 7, 4, 1.5)
    else pen.fillRect(x, y + 2, 11, 11)
    write(name, x + 20, y, { size: 13, ink: colour('--ink') })
    const nameWidth = pen.measureText(name).width
    write(figure, x + 20 + nameWidth + 8, y, { size: 13, ink: colour('--ink2') })
  }
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '')
}

/** The chart by itself: what styles and variables of the page say is written into it. */
async function imageOf(chart: SVGSVGElement, { width, height }: DOMRect): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true) as SVGSVGElement
  const originals = chart.querySelectorAll('*')
  for (const [index, element] of copy.querySelectorAll('*').entries()) {
    const original = originals[index]
    if (original === undefined) continue
    const style = getComputedStyle(original)
    for (const name of copied) {
      const value = style.getPropertyValue(name)
      // A pattern is named by an address within the page, and so it is within the copy.
      if (value !== '' && !value.includes('url(')) element.setAttribute(name, value)
    }
    element.removeAttribute('style')
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width * scale))
  copy.setAttribute('height', String(height * scale))
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`)
  const address = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }),
  )
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(address)
  }
}
