// Which square of a picture is taken: its place and size, and what remains of it as bytes that hold nothing but the
// picture (spec/profiles.md PR-7).

export type Size = { readonly width: number; readonly height: number }
/** `x`, `y`: the middle, from 0 to 1 of what can be reached; `zoom`: 1 takes as much as fits. */
export type Crop = { readonly x: number; readonly y: number; readonly zoom: number }
export type Square = { readonly left: number; readonly top: number; readonly side: number }

export const wholeCrop: Crop = { x: 0.5, y: 0.5, zoom: 1 }
export const mostZoom = 4
const side = 320
const mostBytes = 64 * 1024

export function squareOf({ width, height }: Size, { x, y, zoom }: Crop): Square {
  const length = Math.min(width, height) / zoom
  return { left: (width - length) * x, top: (height - length) * y, side: length }
}

export function moved(
  crop: Crop,
  by: { readonly x?: number; readonly y?: number; readonly zoom?: number },
): Crop {
  const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
  return {
    x: within(crop.x + (by.x ?? 0), 0, 1),
    y: within(crop.y + (by.y ?? 0), 0, 1),
    zoom: within(crop.zoom + (by.zoom ?? 0), 1, mostZoom),
  }
}

/** Undefined for what is no picture that this browser knows. */
export async function readPicture(file: Blob): Promise<ImageBitmap | undefined> {
  return createImageBitmap(file).catch(() => undefined)
}

export function draw(canvas: HTMLCanvasElement, image: ImageBitmap, crop: Crop): void {
  canvas.width = side
  canvas.height = side
  const square = squareOf(image, crop)
  const context = canvas.getContext('2d')
  if (context === null) return
  // where a picture lets something through there is paper behind it
  context.fillStyle = '#fff'
  context.fillRect(0, 0, side, side)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, square.left, square.top, square.side, square.side, 0, 0, side, side)
}

/** Drawn anew, so that no place, time or camera goes along; as good as there is room for. */
export async function encoded(canvas: HTMLCanvasElement): Promise<Uint8Array | undefined> {
  for (const quality of [0.9, 0.8, 0.65, 0.5, 0.3]) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
    if (blob !== null && blob.size <= mostBytes) return new Uint8Array(await blob.arrayBuffer())
  }
  return undefined
}
