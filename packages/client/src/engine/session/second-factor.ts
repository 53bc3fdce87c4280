// What goes with all proofs of one entrance: the word of the company's provider, if there is one (spec/accounts.md SSO-4),
// and the answer to a server that asks for that or for a second factor (F-1, F-2): what was shown a moment ago, what the
// person has given, or a device of the account that answers for them.

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
  readonly ticket?: string | undefined
  /** A device that this profile is, or was. */
  readonly device?: Identity | undefined
}

export class SecondFactor {
  /** Sent along with what finishes a way in. */
  readonly shown: { readonly ticket?: string }
  readonly #given: SecondFactorGiven | undefined
  readonly #device: Identity | undefined
  /** Stands for what was shown, for a few minutes. */
  #pass: string | undefined

  constructor({ given, ticket, device }: Sources) {
    this.shown = ticket === undefined ? {} : { ticket }
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
    const isForProvider = answer.error.code === 'sso_required'
    // no step of a form is an answer to it
    const { secondFactor: asked, ...bare } = answer.error
    let refused: Failure = isForProvider ? bare : answer.error
    const device = this.#deviceAnswers(account, attempt)
    for (const one of isForProvider ? device : [...this.#answers(), ...device]) {
      const json = { attempt, answer: one }
      const proved = await rest.get('Proved', { method: 'POST', path: routes.secondFactor, json })
      if (proved.ok) {
        this.#pass = proved.value.pass
        return proved
      }
      // what nobody has typed was only tried: the person is asked then
      if ('code' in one || 'passkey' in one || proved.error.code !== 'second_factor_wrong') {
        refused = isForProvider ? proved.error : { ...proved.error, secondFactor: asked }
      }
    }
    return { ok: false, error: refused }
  }

  #answers(): readonly Answer[] {
    const answers: Answer[] = []
    if (this.#pass !== undefined) answers.push({ pass: this.#pass })
    if (this.#given !== undefined) answers.push(this.#given)
    return answers
  }

  #deviceAnswers(account: AccountName, attempt: string): readonly Answer[] {
    return this.#device?.account === account ? [answerOf(this.#device, attempt)] : []
  }
}

function answerOf({ account, device, signaturePrivateKey }: Identity, attempt: string): Answer {
  const of = { account, device, challenge: `second factor ${attempt}` }
  return { device, signature: bytesToBase64url(proveDevice(of, signaturePrivateKey)) }
}
