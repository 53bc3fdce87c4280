// Chooses the square of a picture: by dragging, with the arrow keys, and larger or smaller with + and - or the slider.

import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { draw, encoded, mostZoom, moved, wholeCrop } from './crop.ts'

type Props = {
  readonly image: ImageBitmap
  readonly onDone: (bytes: Uint8Array) => void
  readonly onClose: () => void
}

const step = 0.05

export default function CropDialog({ image, onDone, onClose }: Props) {
  const { t } = useTranslation()
  // it comes with the dialog, a moment after this
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null)
  const [crop, setCrop] = useState(wholeCrop)
  const [isTooLarge, setIsTooLarge] = useState(false)
  useEffect(() => {
    if (canvas !== null) draw(canvas, image, crop)
  }, [canvas, image, crop])
  const use = async () => {
    const bytes = canvas === null ? undefined : await encoded(canvas)
    if (bytes === undefined) setIsTooLarge(true)
    else onDone(bytes)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = byKey(event.key)
    if (by === undefined) return
    event.preventDefault()
    setCrop((before) => moved(before, by))
  }
  const drag = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons === 0) return
    const { width } = event.currentTarget.getBoundingClientRect()
    const [x, y] = [-event.movementX / width, -event.movementY / width]
    setCrop((before) => moved(before, { x, y }))
  }
  return (
    <Dialog title={t('profile.cropTitle')} onClose={onClose}>
      <div className="flex min-h-0 flex-col items-center gap-4 overflow-y-auto px-5 pt-2 pb-5">
        <canvas
          ref={setCanvas}
          tabIndex={0}
          role="img"
          aria-label={t('profile.cropLabel')}
          aria-describedby="crop-help"
          onKeyDown={onKeyDown}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          className="size-64 cursor-move touch-none rounded-full border border-line"
        />
        <p id="crop-help" className="text-center text-sm text-ink-quiet">
          {t('profile.cropHelp')}
        </p>
        <label className="flex w-full max-w-64 flex-col gap-1 text-sm font-medium text-ink-soft">
          {t('profile.zoom')}
          <input
            type="range"
            min={1}
            max={mostZoom}
            step={step}
            value={crop.zoom}
            onChange={(event) => setCrop({ ...crop, zoom: Number(event.target.value) })}
            className="min-h-8 w-full accent-(--color-accent)"
          />
        </label>
        {isTooLarge && (
          <p role="alert" className="text-sm text-danger-text">
            {t('profile.tooLarge')}
          </p>
        )}
        <div className="flex w-full justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" onClick={() => void use()}>
            {t('profile.usePicture')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function byKey(key: string): Parameters<typeof moved>[1] | undefined {
  switch (key) {
    case 'ArrowLeft':
      return { x: -step }
    case 'ArrowRight':
      return { x: step }
    case 'ArrowUp':
      return { y: -step }
    case 'ArrowDown':
      return { y: step }
    case '+':
      return { zoom: step * 2 }
    case '-':
      return { zoom: -step * 2 }
    default:
      return undefined
  }
}
