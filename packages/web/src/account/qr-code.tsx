// A QR code, drawn here: what it holds goes to nobody. Dark on light in either theme, as cameras want it.

import { encode } from 'uqr'

type Props = { readonly text: string; readonly label: string }

export function QrCode({ text, label }: Props) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="mx-auto size-52 rounded-lg border border-line bg-white"
    >
      <path d={path} fill="black" />
    </svg>
  )
}
