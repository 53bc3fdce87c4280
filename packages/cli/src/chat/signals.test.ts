import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { signals } from './signals.ts'

const evil = 'bob\u0007\u001b]52;c;ZXZpbA==\u0007\u009b2J; rm\n'

describe('what is said to the terminal beside the drawing', () => {
  test('an attacker’s name ends no sequence and begins none', () => {
    const title = signals.title(evil)
    expect(title.startsWith('\u001b]2;')).toBe(true)
    expect(title.indexOf('\u0007')).toBe(title.length - 1)
    expect(title.lastIndexOf('\u001b')).toBe(0)
    const ring = signals.notify(evil)
    expect(ring.split('\u001b')).toHaveLength(3)
    expect(ring.split('\u0007')).toHaveLength(4)
    expect(ring).not.toContain('\u009b')
    expect(ring.split('777;notify;Sotto;')[1]).not.toContain(';')
  })

  test('a copied text is what it was, and one that is too long is not cut', () => {
    const sequence = signals.copy(evil) ?? ''
    const copied = sequence.slice('\u001b]52;c;'.length, -1)
    expect(sequence).toBe(`\u001b]52;c;${copied}\u0007`)
    expect(copied).toMatch(/^[A-Za-z0-9+/=]+$/)
    expect(Buffer.from(copied, 'base64').toString('utf8')).toBe(evil)
    expect(signals.copy('x'.repeat(74_001))).toBeUndefined()
  })
})
