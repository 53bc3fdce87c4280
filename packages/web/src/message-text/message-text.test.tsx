import { act, render } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { MessageText } from './message-text.tsx'

const { drawn } = vi.hoisted(() => ({ drawn: vi.fn() }))

vi.mock('./markdown.tsx', () => ({
  default: () => {
    drawn()
    throw new RangeError('too much')
  },
}))

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
