import { describe, expect, it } from 'vitest'
import { err, errorCodes, httpStatusOf, malformed, ok, parseErrorCode, refuse, retryOf } from './index.ts'

describe('error codes', () => {
  it('[E-1] every code has an HTTP status of an error and says whether to try again', () => {
    expect(errorCodes.length).toBeGreaterThan(20)
    for (const code of errorCodes) {
      expect(parseErrorCode(code)).toBe(code)
      expect(httpStatusOf(code)).toBeGreaterThanOrEqual(400)
      expect(httpStatusOf(code)).toBeLessThan(600)
      expect(['never', 'later', 'after-change']).toContain(retryOf(code))
    }
  })

  it('[E-1] what only the server can mend may be tried later', () => {
    for (const code of errorCodes) if (httpStatusOf(code) >= 500) expect(retryOf(code)).toBe('later')
  })

  it.each([
    '',
    'no_such_code',
    'constructor',
    '__proto__',
    'toString',
    'INTERNAL',
    undefined,
    null,
    7,
    {},
    ['internal'],
  ])('[E-1] reads %j as internal', (value) => {
    expect(parseErrorCode(value)).toBe('internal')
  })
})

describe('results', () => {
  it('are plain data', () => {
    expect(ok(7)).toEqual({ ok: true, value: 7 })
    expect(err('x')).toEqual({ ok: false, error: 'x' })
    expect(malformed('id')).toEqual({ ok: false, error: { code: 'malformed', what: 'id' } })
    expect(refuse('too_many', 'Slow down.')).toEqual({
      ok: false,
      error: { code: 'too_many', message: 'Slow down.' },
    })
    expect(refuse('rate_limited', 'Slow down.', 5).error).toEqual({
      code: 'rate_limited',
      message: 'Slow down.',
      retryAfter: 5,
    })
  })
})
