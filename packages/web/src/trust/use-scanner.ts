// Reads QR codes from the camera until one was found or nobody looks any more. The pictures stay in the page.

import { frameLoop, QRCanvas, rearCamera } from 'qr/dom.js'
import { type RefObject, useEffect, useState } from 'react'

/** `refused`: the person or the browser said no. `missing`: there is none, or another program has it. */
export type CameraState = 'asking' | 'looking' | 'refused' | 'missing'

/** `onText` is called once for each code that comes before the camera. */
export function useScanner(
  video: RefObject<HTMLVideoElement | null>,
  onText: (text: string) => void,
): CameraState {
  const [state, setState] = useState<CameraState>('asking')
  useEffect(() => {
    const player = video.current
    if (player === null) return
    const scan = new Scan(player, onText)
    void scan.begin().then(setState)
    return () => scan.end()
  }, [video, onText])
  return state
}

class Scan {
  readonly #player: HTMLVideoElement
  readonly #onText: (text: string) => void
  #stop: (() => void) | undefined
  #last = ''
  #ended = false

  constructor(player: HTMLVideoElement, onText: (text: string) => void) {
    this.#player = player
    this.#onText = onText
  }

  async begin(): Promise<CameraState> {
    if (navigator.mediaDevices === undefined) return 'missing'
    try {
      const camera = await rearCamera(this.#player)
      const canvas = new QRCanvas({}, { effort: 4, timeLimit: 60 })
      const cancel = frameLoop(() => void this.#look(camera, canvas), this.#player)
      this.#stop = () => {
        cancel()
        camera.stop()
      }
      if (this.#ended) this.#stop()
      return 'looking'
    } catch (error) {
      return error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'missing'
    }
  }

  end(): void {
    this.#ended = true
    this.#stop?.()
  }

  async #look(camera: Awaited<ReturnType<typeof rearCamera>>, canvas: QRCanvas): Promise<void> {
    // the camera's own pixels: as it is shown the picture is smaller, and squeezed
    const found = await camera.readFrame(canvas, true)
    if (typeof found !== 'string' || found === this.#last || this.#ended) return
    this.#last = found
    this.#onText(found)
  }
}
