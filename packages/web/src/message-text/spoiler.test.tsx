import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import Markdown from './markdown.tsx'

const show = (text: string) => render(<Markdown text={text} />).container
const conceals = () => screen.queryAllByRole('button', { name: 'Hidden text: show' })

describe('[CT-5] ||what is concealed||', () => {
  it('is shown by a press, and concealed by another', async () => {
    show('It was ||the **butler**||.')
    const [concealed] = conceals()
    if (concealed === undefined) throw new Error('nothing is concealed')
    expect(within(concealed).getByText('butler').closest('[inert]')).not.toBeNull()
    await userEvent.click(concealed)
    expect(screen.getByText('butler').closest('[inert]')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Hide again' }))
    expect(conceals()).toHaveLength(1)
  })

  it('is shown and concealed by the keyboard, each by itself', async () => {
    show('||one|| and ||two||')
    await userEvent.tab()
    await userEvent.keyboard('{Enter}')
    expect(screen.getByText('one').closest('[inert]')).toBeNull()
    expect(screen.getByText('two').closest('[inert]')).not.toBeNull()
  })

  it.each([
    ['||a||', 1],
    ['||a b|| ||c||', 2],
    ['*x ||a|| y*', 1],
    ['||[a link](https://a.example)||', 1],
    ['# ||a||', 1],
    ['||a\nb||', 1],
    ['||a|| b||', 1],
    ['a || b || c', 0],
    ['||a ||', 0],
    ['|| a||', 0],
    ['||||', 0],
    ['||a', 0],
    ['\\||a||', 0],
    ['`||a||`', 0],
    ['    ||a||', 0],
    ['||a\n\nb||', 0],
  ])('%j conceals %i', (text, count) => {
    const page = show(text)
    expect(conceals()).toHaveLength(count)
    if (count === 0) expect(page.textContent).toContain('||')
  })
})
