// The camera's picture, with what it waits for; reads the code on the other one's screen.

import { VideoOff } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useScanner } from './use-scanner.ts'

type Props = { readonly name: string; readonly onText: (text: string) => void }

export function ScanView({ name, onText }: Props) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const state = useScanner(video, onText)
  const isOff = state === 'refused' || state === 'missing'
  return (
    <div className="flex flex-col items-center gap-3">
      <div className="relative grid aspect-square w-full max-w-72 place-items-center overflow-hidden rounded-lg bg-sunken">
        <video ref={video} muted playsInline className={isOff ? 'hidden' : 'size-full object-cover'} />
        {isOff && <VideoOff aria-hidden="true" className="size-8 text-ink-quiet" />}
        {state === 'looking' && (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-8 rounded-lg border-2 border-white/80"
          />
        )}
      </div>
      <p role="status" className="text-center text-sm text-ink-soft">
        {t(`trust.camera.${state}`, { name })}
      </p>
    </div>
  )
}
