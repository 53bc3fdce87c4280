// A request that the server may ask a proof of work for (spec/PROTOCOL.md B-2): it is done a little at a time,
// so that whoever else runs here goes on, and sent with the same request again.

import { solveWork, workBits } from '@sotto/crypto'
import { base64urlToBytes, type Schemas } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Clock } from '../../ports.ts'
import type { RestClient } from '../network/rest-client.ts'

const triesAtOnce = 4096
/** A server that asks again and again is given up. */
const mostProofs = 3

type Request = { readonly path: string; readonly json: Readonly<Record<string, unknown>> }

/** POSTs; the answer in the shape named, as `RestClient.get` has it. */
export async function askWithWork<K extends keyof Schemas>(
  clock: Clock,
  rest: RestClient,
  shape: K,
  { path, json }: Request,
): Promise<Outcome<Schemas[K]>> {
  let answer = await rest.get(shape, { method: 'POST', path, json })
  for (let proofs = 0; proofs < mostProofs; proofs++) {
    if (answer.ok || answer.error.code !== 'work_required') return answer
    const work = await prove(clock, answer.error.challenge ?? '')
    if (work === undefined) {
      return failure(
        'server_untrusted',
        'The server asked for work that makes no sense. Nothing was changed.',
      )
    }
    answer = await rest.get(shape, { method: 'POST', path, json: { ...json, work } })
  }
  return answer
}

async function prove(clock: Clock, text: string): Promise<Schemas['SignInStart']['work']> {
  const challenge = base64urlToBytes(text)
  if (challenge === undefined || !workBits(challenge).ok) return undefined
  for (let from = 0; ; from += triesAtOnce) {
    const counter = solveWork(challenge, from, triesAtOnce)
    if (counter !== undefined) return { challenge: text, counter }
    await new Promise<void>((resume) => clock.after(0, resume))
  }
}
