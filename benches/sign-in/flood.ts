// Somebody who guesses passwords as fast as the server answers, from one address or from many, while other
// people go on signing in from addresses of their own.

import { ready } from '@serenity-kit/opaque'
import type { AccountName } from '@sotto/wire'
import { signIn, startLogin } from './opaque-person.ts'
import { Caller } from './requests.ts'

export type Flood = {
  readonly port: number
  readonly victim: AccountName
  /** How many addresses guess. */
  readonly addresses: number
  readonly seconds: number
  /** Who signs in meanwhile, and from where. */
  readonly others: readonly { readonly account: AccountName; readonly address: string }[]
}

export type Flooded = {
  readonly tries: number
  /** Tries that were answered, so that a password could be tested. */
  readonly answered: number
  readonly limited: number
  /** Tries that were asked for work first, which this flood does not do. */
  readonly challenged: number
  /** Neither: no try may end like this. */
  readonly failed: number
  readonly triesPerSecond: number
  /** Of `others`, in their order: sign-ins that went well, those that did not, and how long each took. */
  readonly meanwhile: readonly Meanwhile[]
}
export type Meanwhile = { good: number; refused: number; readonly milliseconds: number[] }

const lanes = 16
const betweenSignIns = 500

export async function flood({ port, victim, addresses, seconds, others }: Flood): Promise<Flooded> {
  await ready
  const callers = Array.from({ length: addresses }, (_, at) => new Caller(port, `127.0.2.${1 + at}`))
  const { request } = startLogin('a guess')
  const until = performance.now() + seconds * 1000
  const counts = { tries: 0, answered: 0, limited: 0, challenged: 0, failed: 0 }
  const guess = async () => {
    while (performance.now() < until) {
      const caller = callers[counts.tries++ % addresses]
      const answer = await caller?.post('/v1/sessions/start', { account: victim, request })
      if (answer?.status === 200) counts.answered += 1
      else if (answer?.status === 429 && answer.text.includes('"rate_limited"')) counts.limited += 1
      else if (answer?.status === 428) counts.challenged += 1
      else counts.failed += 1
    }
  }
  const guessing = Array.from({ length: lanes }, guess)
  const meanwhile = await Promise.all(
    others.map((one) => keepSigningIn(new Caller(port, one.address), one.account, until)),
  )
  await Promise.all(guessing)
  for (const caller of callers) caller.close()
  return { ...counts, triesPerSecond: counts.tries / seconds, meanwhile }
}

async function keepSigningIn(caller: Caller, account: AccountName, until: number): Promise<Meanwhile> {
  const meanwhile: Meanwhile = { good: 0, refused: 0, milliseconds: [] }
  while (performance.now() < until) {
    // Begins when the flood is at its height.
    await new Promise((done) => setTimeout(done, betweenSignIns))
    const started = performance.now()
    const isGood = await signIn(caller, account).then(
      () => true,
      () => false,
    )
    meanwhile.milliseconds.push(performance.now() - started)
    if (isGood) meanwhile.good += 1
    else meanwhile.refused += 1
  }
  caller.close()
  return meanwhile
}
