// Gives the store's worker to the test that drives this page: `ask` resolves with what the worker says, and
// rejects with its error; numbers acknowledged go to the console.

import type { Ask, Told } from './asks.ts'

declare global {
  interface Window {
    ask(what: Ask): Promise<string>
  }
}

const worker = new Worker(new URL('./store-worker.ts', import.meta.url), { type: 'module' })

window.ask = (what) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if ('acknowledged' in data) console.log(`acknowledged ${data.acknowledged}`)
      else if ('done' in data) resolve(data.done)
      else reject(new Error(data.error))
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(what)
  })
