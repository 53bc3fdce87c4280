import { render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import Markdown, { safeLink } from './markdown.tsx'

const drawn = (text: string) => render(<Markdown text={text} />).container

describe('safe Markdown', () => {
  it('never turns raw HTML into elements', () => {
    const page = drawn('<script>alert(1)</script> <img src=x onerror=alert(1)> <b onclick="x()">hi</b>')
    expect(page.querySelector('script, img, b')).toBeNull()
    expect(page.textContent).toContain('hi')
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '/v1/accounts',
    '//evil.example',
  ])('makes no link to %s', (url) => {
    expect(drawn(`[press](${url})`).querySelector('a')).toBeNull()
    expect(safeLink(url)).toBe('')
  })

  it('refuses an address that hides its scheme behind entities or white space', () => {
    expect(drawn('[press](java&#115;cript:alert(1))').querySelector('a')).toBeNull()
    expect(drawn('[press](<\tjavascript:alert(1)>)').querySelector('a')).toBeNull()
  })

  it('opens links apart and tells nobody where they came from', () => {
    const link = drawn('see https://sotto.example/x').querySelector('a')
    expect(link?.getAttribute('href')).toBe('https://sotto.example/x')
    expect(link?.getAttribute('target')).toBe('_blank')
    expect(link?.getAttribute('rel')).toContain('noopener')
    expect(link?.getAttribute('rel')).toContain('noreferrer')
  })

  it('fetches no picture, but names it', () => {
    const page = drawn('![a cat](https://tracker.example/cat.png)')
    expect(page.querySelector('img')).toBeNull()
    expect(page.textContent).toContain('a cat')
  })

  it('draws GFM: lists, tables, strike-through, tasks that can’t be ticked', () => {
    const page = drawn('- [x] one\n- [ ] two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n~~gone~~')
    expect(page.querySelector('input')).toBeNull()
    expect(page.querySelectorAll('[role=img]')).toHaveLength(2)
    expect(page.querySelectorAll('td')).toHaveLength(2)
    expect(page.querySelector('del')?.textContent).toBe('gone')
  })
})
