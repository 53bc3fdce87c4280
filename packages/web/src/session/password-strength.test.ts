import { expect, it } from 'vitest'
import { strengthOf } from './password-strength.ts'

it.each([
  ['', 'short'],
  ['a1!B', 'short'],
  ['password', 'weak'],
  ['Passwort123!', 'weak'],
  ['aaaaaaaaaaaa', 'weak'],
  ['12345678', 'weak'],
  ['abcdefghij', 'weak'],
  ['alice-alice', 'weak'],
  ['kzqvmwrt', 'fair'],
  ['correct horse battery', 'strong'],
  ['T7#kq!mZ2x@L', 'strong'],
] as const)('%j is %s', (password, strength) => {
  expect(strengthOf(password, 'alice')).toBe(strength)
})
