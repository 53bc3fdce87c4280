// The tone of skin that was chosen last, on this device.

import type { SkinTone } from 'frimousse'

const key = 'sotto.skin-tone'
const tones: readonly string[] = ['light', 'medium-light', 'medium', 'medium-dark', 'dark']

const isTone = (value: string | null): value is Exclude<SkinTone, 'none'> =>
  value !== null && tones.includes(value)

export function keptSkinTone(): SkinTone {
  const kept = localStorage.getItem(key)
  return isTone(kept) ? kept : 'none'
}

export function keepSkinTone(tone: SkinTone): void {
  if (tone === 'none') localStorage.removeItem(key)
  else localStorage.setItem(key, tone)
}
