// The answer to a server that asks for a second factor (spec/accounts.md F-1, F-2), for all proofs of one entrance:
// what was shown a moment ago, what the person has given, or a device of the account that answers for them.

import { proveDevice } from '@sotto/crypto'
import { type AccountName, bytesToBase64url, type Schemas } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { SecondFactorGiven } from '../../api/session.ts'
import type { Failure } from '../../errors.ts'
import type { RestClient } from '../network/rest-client.ts'
import { routes } from '../network/routes.ts'
import type { Identity } from '../store/settings.ts'

type Answer = Schemas['SecondFactor']['answer']
type Sources = {
  readonly given?: SecondFactorGiven | undefined
  /** A device that this profile is, or was. */
  readonly device?: Identity | undefined
}

export class SecondFactor {
  readonly #given: SecondFactorGiven | undefined
  readonly #device: Identity | undefined
  /** Stands for what was shown, for a few minutes. */
  #pass: string | undefined

  constructor({ given, device }: Sources) {
    this.#given = given
    this.#device = device
  }

  /** The answer of a sign-in's last step or, where a second factor is asked for, what comes after it. */
  async after<T>(
    rest: RestClient,
    account: AccountName,
    answer: Outcome<T>,
  ): Promise<Outcome<T | Schemas['Proved']>> {
    if (answer.ok || answer.error.secondFactor === undefined) return answer
    const { attempt } = answer.error.secondFactor
    let refused: Failure = answer.error
    for (const one of this.#answers(account, attempt)) {
      const json = { attempt, answer: one }
      const proved = await rest.get('Proved', { method: 'POST', path: routes.secondFactor, json })
      if (proved.ok) {
        this.#pass = proved.value.pass
        return proved
      }
      // what nobody has typed was only tried: the person is asked then
      if ('code' in one || 'passkey' in one || proved.error.code !== 'second_factor_wrong') {
        refused = { ...proved.error, secondFactor: answer.error.secondFactor }
      }
    }
    return { ok: false, error: refused }
  }

  #answers(account: AccountName, attempt: string): readonly Answer[] {
    const answers: Answer[] = []
    if (this.#pass !== undefined) answers.push({ pass: this.#pass })
    if (this.#given !== undefined) answers.push(this.#given)
    if (this.#device?.account === account) answers.push(answerOf(this.#device, attempt))
    return answers
  }
}

function answerOf({ account, device, signaturePrivateKey }: Identity, attempt: string): Answer {
  const of = { account, device, challenge: `second factor ${attempt}` }
  return { device, signature: bytesToBase64url(proveDevice(of, signaturePrivateKey)) }
}
