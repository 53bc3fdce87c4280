// A text as a QR code, drawn dark on white in either theme, because cameras expect it so.

import encodeQR from 'qr'
import { useMemo } from 'react'

type Props = { readonly text: string; readonly label: string }

/** In modules: the quiet zone that the standard asks for. */
const border = 4

export function QrCode({ text, label }: Props) {
  const { size, path } = useMemo(() => drawn(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-52 max-w-full rounded-lg bg-white text-qr"
    >
      <path d={path} fill="currentColor" />
    </svg>
  )
}

function drawn(text: string): { readonly size: number; readonly path: string } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border })
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { size: rows.length, path: dark.join('') }
}
