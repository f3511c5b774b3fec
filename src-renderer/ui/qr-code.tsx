import { create } from 'qrcode'
import { useMemo } from 'react'

interface QrCodeProps {
  readonly text: string
  /** What it leads to, for those who cannot see it. */
  readonly label: string
  readonly size?: number
}

/** Cameras want a quiet zone of four modules. */
const quiet = 4

/** A text as a QR code: dark on white in every theme, since cameras read no other. */
export function QrCode({ text, label, size = 200 }: QrCodeProps) {
  const { path, side } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    const rows = Array.from({ length: modules.size }, (_, y) =>
      Array.from({ length: modules.size }, (_, x) =>
        modules.get(y, x) ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '',
      ).join(''),
    )
    return { path: rows.join(''), side: modules.size + 2 * quiet }
  }, [text])
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      style={{ borderRadius: 8, background: '#fff', flex: 'none' }}
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
