import { render, renderHook } from '@testing-library/react'
import { memo } from 'react'
import { expect, it, vi } from 'vitest'
import { handlersIn, useSteady } from './steady.ts'

const draw = vi.fn((_: object) => null)
const Row = memo(draw)

function List({ canRetry }: { readonly canRetry: boolean }) {
  return <Row {...useSteady({ onReply: () => {}, ...(canRetry ? { onRetry: () => {} } : {}) })} />
}

it('of some properties the functions are taken', () => {
  const act = () => {}
  expect(handlersIn({ act, name: 'x', missing: undefined })).toEqual({ act })
})

it('handlers stay the same functions, and do what the latest ones do', () => {
  const [first, second] = [vi.fn(), vi.fn()]
  const { result, rerender } = renderHook((act: (word: string) => void) => useSteady({ act }), {
    initialProps: first,
  })
  const before = result.current
  rerender(second)
  expect(result.current).toBe(before)
  before.act('now')
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledExactlyOnceWith('now')
})

it('a row is drawn anew when something can be done with it that could not, and not otherwise', () => {
  draw.mockClear()
  const { rerender } = render(<List canRetry={false} />)
  rerender(<List canRetry={false} />)
  expect(draw).toHaveBeenCalledTimes(1)
  rerender(<List canRetry />)
  expect(draw).toHaveBeenCalledTimes(2)
})
