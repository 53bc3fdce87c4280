// A camera before which somebody holds a screen: Chromium plays a film of it.

import { writeFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'

const width = 640
const height = 480

/** The browser's arguments for a camera that looks at this QR code, as it stands on somebody's screen. */
export async function cameraLookingAt(code: Locator, file: string): Promise<readonly string[]> {
  const size = Number((await code.getAttribute('viewBox'))?.split(' ').at(-1))
  const path = (await code.locator('path').getAttribute('d')) ?? ''
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`))
  writeFileSync(
    file,
    film(size, (x, y) => dark.has(`${x} ${y}`)),
  )
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ]
}

/** One still picture as YUV4MPEG2, the code in its middle, grey around it. */
function film(size: number, isDark: (x: number, y: number) => boolean): Buffer {
  const module = Math.floor((height * 0.8) / size)
  const left = Math.floor((width - size * module) / 2)
  const top = Math.floor((height - size * module) / 2)
  const luma = Buffer.alloc(width * height, 120)
  for (let y = 0; y < size * module; y++) {
    for (let x = 0; x < size * module; x++) {
      const shade = isDark(Math.floor(x / module), Math.floor(y / module)) ? 16 : 235
      luma[(top + y) * width + left + x] = shade
    }
  }
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\nFRAME\n`)
  return Buffer.concat([head, luma, Buffer.alloc((width * height) / 2, 128)])
}
