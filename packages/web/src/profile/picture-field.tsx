// The own picture: chosen from a file, cut to a square, or taken away.

import { ImageUp, Trash2 } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { readPicture } from './crop.ts'

const CropDialog = lazy(() => import('./crop-dialog.tsx'))

type Props = {
  readonly hasPicture: boolean
  /** Null takes it away. */
  readonly onPicture: (bytes: Uint8Array | null) => void
}

export function PictureField({ hasPicture, onPicture }: Props) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const [image, setImage] = useState<ImageBitmap>()
  const [isUnreadable, setIsUnreadable] = useState(false)
  const choose = async (file: File | undefined) => {
    if (file === undefined) return
    const read = await readPicture(file)
    setIsUnreadable(read === undefined)
    setImage(read)
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <input
          ref={field}
          type="file"
          accept="image/*"
          aria-label={t('profile.choosePicture')}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void choose(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button small onClick={() => field.current?.click()}>
          <ImageUp aria-hidden="true" className="size-4" />
          {hasPicture ? t('profile.changePicture') : t('profile.addPicture')}
        </Button>
        {hasPicture && (
          <Button small tone="quiet" onClick={() => onPicture(null)}>
            <Trash2 aria-hidden="true" className="size-4" />
            {t('profile.removePicture')}
          </Button>
        )}
      </div>
      {isUnreadable && (
        <p role="alert" className="text-sm text-danger-text">
          {t('profile.noPicture')}
        </p>
      )}
      <Suspense>
        {image !== undefined && (
          <CropDialog
            image={image}
            onClose={() => setImage(undefined)}
            onDone={(bytes) => {
              setImage(undefined)
              onPicture(bytes)
            }}
          />
        )}
      </Suspense>
    </div>
  )
}
