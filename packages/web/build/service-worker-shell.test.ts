import { expect, it } from 'vitest'
import { describeShell } from './service-worker-shell.ts'

const content = (name: string) => `content of ${name}`

it('lists every file once, as paths of the site, without source maps', () => {
  const { files } = describeShell(
    ['index.html', 'assets/a.js', 'assets/a.js.map', 'icon.svg', 'icon.svg'],
    content,
  )
  expect(files).toEqual(['/assets/a.js', '/icon.svg', '/'])
})

it('is a new version when a name or a content changes, and only then', () => {
  const before = describeShell(['a.js', 'b.js'], content).version
  expect(describeShell(['b.js', 'a.js'], content).version).toBe(before)
  expect(describeShell(['a.js'], content).version).not.toBe(before)
  expect(describeShell(['a.js', 'b.js'], () => 'other').version).not.toBe(before)
})
