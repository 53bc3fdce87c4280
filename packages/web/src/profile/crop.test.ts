import { describe, expect, it } from 'vitest'
import { mostZoom, moved, squareOf, wholeCrop } from './crop.ts'

describe('the square of a picture', () => {
  it('is as large as fits, in the middle, and never leaves the picture', () => {
    expect(squareOf({ width: 400, height: 200 }, wholeCrop)).toEqual({ left: 100, top: 0, side: 200 })
    expect(squareOf({ width: 400, height: 200 }, { x: 1, y: 1, zoom: 2 })).toEqual({
      ...{ left: 300, top: 100, side: 100 },
    })
  })

  it('is moved and enlarged within its bounds', () => {
    expect(moved(wholeCrop, { x: -2, zoom: 9 })).toEqual({ x: 0, y: 0.5, zoom: mostZoom })
    expect(moved({ x: 0, y: 0, zoom: 1 }, { y: 0.1, zoom: -1 })).toEqual({ x: 0, y: 0.1, zoom: 1 })
  })
})
