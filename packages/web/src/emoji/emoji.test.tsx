import { afterEach, describe, expect, it } from 'vitest'
import { emojiData } from './emoji-data.ts'
import { keepSkinTone, keptSkinTone } from './skin-tone.ts'

describe('the emoji that can be chosen', () => {
  const { emojis, categories } = emojiData({ group: String, tone: String })

  it('are all in a group that has a name', () => {
    const groups = new Set(categories.map(({ index }) => index))
    expect(emojis.length).toBeGreaterThan(1800)
    expect(emojis.filter(({ category }) => !groups.has(category))).toEqual([])
  })

  it('are written as Unicode recommends it', () => {
    expect(emojis.filter(({ emoji }) => !/^\p{RGI_Emoji}$/v.test(emoji))).toEqual([])
  })

  it('have five tones of skin, or none', () => {
    expect(emojis.find(({ emoji }) => emoji === '👍')?.skins).toMatchObject({ light: '👍🏻', dark: '👍🏿' })
    expect(emojis.find(({ emoji }) => emoji === '🍋')?.skins).toBeUndefined()
    expect(emojis.some(({ skins }) => skins !== undefined && Object.values(skins).length !== 5)).toBe(false)
  })
})

describe('the tone of skin', () => {
  afterEach(() => localStorage.clear())

  it('is kept, unless it is none that we know', () => {
    expect(keptSkinTone()).toBe('none')
    keepSkinTone('medium-dark')
    expect(keptSkinTone()).toBe('medium-dark')
    localStorage.setItem('sotto.skin-tone', 'green')
    expect(keptSkinTone()).toBe('none')
    keepSkinTone('light')
    keepSkinTone('none')
    expect(keptSkinTone()).toBe('none')
  })
})
