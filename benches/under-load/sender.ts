// Somebody who writes at a steady rate, as a process of their own: the engine on Node, with nobody drawing. Arguments:
// the server, the own name, the other's. Told a rate and a time it writes so, and tells how many it has sent.

import { createEngine } from '@sotto/client'
import { nodePlatform } from '@sotto/client/node'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { parseAccountName } from '@sotto/wire'
import { password } from '../start-up/sizes.ts'

export type Wish = { readonly perSecond: number; readonly seconds: number }
/** `ready`: the first message is with the server. */
export type SenderTold = 'ready' | { readonly sent: number; readonly seconds: number }

/** Messages are written in small handfuls, so that timers don't set the pace. */
const handful = 10

const [server, account, to] = process.argv.slice(2)
const peer = parseAccountName(to ?? '')
if (server === undefined || account === undefined || peer === undefined) throw new TypeError('who to whom?')
const directory = freshFolder()
const engine = await createEngine(nodePlatform({ directory }))
const signedUp = await engine.call('signUp', { server, account, password })
if (!signedUp.ok) throw new Error(signedUp.error.code)
const opened = await engine.call('openDirect', { account: peer })
if (!opened.ok) throw new Error(opened.error.code)
const { conversation } = opened.value
await say('hello')

process.on('message', (wish: Wish) => {
  void write(wish).then((told) => process.send?.(told satisfies SenderTold))
})
process.on('disconnect', () => {
  void engine.close().then(() => {
    removeFolder(directory)
    process.exit(0)
  })
})
process.send?.('ready' satisfies SenderTold)

async function write({ perSecond, seconds }: Wish): Promise<SenderTold> {
  const begun = performance.now()
  const under = new Set<Promise<void>>()
  const most = perSecond * seconds
  for (let sent = 0; sent < most; sent += handful) {
    for (let one = sent; one < Math.min(most, sent + handful); one += 1) {
      const saying = say(`message ${one}, as long as what people say to each other on most days`)
      under.add(saying)
      void saying.finally(() => under.delete(saying))
    }
    const due = begun + ((sent + handful) * 1000) / perSecond
    await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())))
  }
  await Promise.all(under)
  return { sent: most, seconds: (performance.now() - begun) / 1000 }
}

async function say(text: string): Promise<void> {
  const said = await engine.call('send', { conversation, text, until: 'sent' })
  if (!said.ok) throw new Error(said.error.code)
}
