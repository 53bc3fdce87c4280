// What the app is measured against: a page that has a worker read the list out of the same sealed store, and
// draws a screenful of it. No framework, no engine, no account.

import type { BareRow } from './asks.ts'

const screenful = 20
const worker = new Worker(new URL('./bare-worker.ts', import.meta.url), { type: 'module' })

worker.onmessage = ({ data }: MessageEvent<readonly BareRow[]>) => {
  const list = document.createElement('ul')
  list.append(...data.slice(0, screenful).map(drawn))
  document.querySelector('nav')?.append(list)
}

function drawn({ name, sender, text }: BareRow): HTMLElement {
  const row = document.createElement('li')
  const link = document.createElement('a')
  link.textContent = `${name}: ${sender}: ${text}`
  row.append(link)
  return row
}
