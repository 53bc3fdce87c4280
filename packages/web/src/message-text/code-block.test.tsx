import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import Markdown from './markdown.tsx'

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``
const coloured = (page: Element) => Array.from(page.querySelectorAll('code span'), (one) => one.textContent)

it('shows code in the colours of its language, and nothing but the code', async () => {
  const page = render(<Markdown text={fenced('ts', 'const a = "</code>" // one')} />).container
  await screen.findByText('const')
  expect(coloured(page)).toEqual(expect.arrayContaining(['const', '"</code>"', '// one']))
  expect(page.querySelector('code')?.textContent).toBe('const a = "</code>" // one')
})

it.each([
  ['of a language that is not known', fenced('klingon', 'const a = 1')],
  ['of no language', fenced('', 'const a = 1')],
  ['longer than 4,000 characters', fenced('ts', `const a = 1${' '.repeat(4000)}`)],
])('shows code %s in one colour', async (_, text) => {
  const page = render(
    <>
      <Markdown text={text} />
      <Markdown text={fenced('js', 'let b')} />
    </>,
  ).container
  await screen.findByText('let')
  expect(coloured(page)).toEqual(['let'])
})

it('copies the code alone', async () => {
  const person = userEvent.setup()
  render(<Markdown text={`See:\n\n${fenced('sh', 'echo "1"\nls')}`} />)
  await person.click(screen.getByRole('button', { name: 'Copy code' }))
  expect(await navigator.clipboard.readText()).toBe('echo "1"\nls')
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeTruthy()
})
