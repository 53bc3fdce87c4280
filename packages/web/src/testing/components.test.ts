import { expect, it } from 'vitest'

it('shows every component of the design system', () => {
  const sources = Object.values(
    import.meta.glob<string>('../ui/*.tsx', { query: '?raw', import: 'default', eager: true }),
  )
  const components = sources
    .flatMap((source) => [...source.matchAll(/^export function ([A-Z]\w+)/gm)])
    .map((match) => match[1])
  const [page = ''] = Object.values(
    import.meta.glob<string>('./components.tsx', { query: '?raw', import: 'default', eager: true }),
  )
  expect(components.length).toBeGreaterThan(10)
  expect(components.filter((name) => !page.includes(`<${name}`))).toEqual([])
})
