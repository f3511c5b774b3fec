import { create } from 'qrcode'

/** A text as a picture to scan: one path, dark on light in every appearance, since cameras want it so. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; ) {
      let end = x
      while (end < size && modules.get(y, end)) end += 1
      if (end > x) path += `M${x} ${y}h${end - x}v1h${x - end}z`
      x = Math.max(end, x + 1)
    }
  }
  return (
    <div className="qr">
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
        <path d={path} fill="#12212b" />
      </svg>
    </div>
  )
}
