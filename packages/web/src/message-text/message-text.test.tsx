import { act, render } from '@testing-library/react'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { MessageText as Drawn } from './message-text.tsx'

const { drawn } = vi.hoisted(() => ({ drawn: vi.fn() }))

vi.mock('./markdown.tsx', () => ({
  default: () => {
    drawn()
    throw new RangeError('too much')
  },
}))

// whoever was here before may have loaded the real one, and whoever comes after wants it
let MessageText: typeof Drawn
beforeAll(async () => {
  vi.resetModules()
  MessageText = (await import('./message-text.tsx')).MessageText
})
afterAll(() => vi.resetModules())

it('shows the words of a message that the renderer fails at, and everything around it', async () => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {})
  const page = render(
    <main>
      <MessageText text="some **words**" />
      <p>the next message</p>
    </main>,
  ).container
  await act(async () => {
    await import('./markdown.tsx')
  })
  expect(drawn).toHaveBeenCalled()
  expect(silent).toHaveBeenCalled()
  expect(page.textContent).toBe('some **words**the next message')
})

it('does not give the renderer what nests without end', async () => {
  await import('./markdown.tsx')
  drawn.mockClear()
  const text = `${'>'.repeat(20_000)}x`
  const page = render(<MessageText text={text} />).container
  await act(async () => {})
  expect(page.querySelector('.prose-message')?.textContent).toBe(text)
  expect(drawn).not.toHaveBeenCalled()
})
