// Programs without a browser (RFC 8628; rules OA-4, OA-5): they show a code of eight symbols, 40 bits, which a person
// types into the app within ten minutes, and ask meanwhile whether it was answered.

import { randomBytes } from 'node:crypto'
import { type AccountName, ok, type Result, refuse, type Schemas, type Scope } from '@sotto/wire'
import { ExpiringMap } from '../accounts/expiring-map.ts'
import { randomToken } from '../accounts/tokens.ts'
import type { Clock } from '../gates.ts'
import { type AccountWord, notSigned } from './account-word.ts'
import { type OAuthResult, refuseProgram } from './oauth-refusal.ts'
import type { ProgramStore } from './program-store.ts'
import { readScopes } from './scopes.ts'
import type { TokenDesk } from './token-desk.ts'

export const userCodeLifetime = 10 * 60_000
/** Seconds, as RFC 8628 counts; and what each look that comes too early adds. */
export const userCodeInterval = 5
const slower = 5
const atOnce = 10_000
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeSymbols = 8

type Parts = {
  readonly store: ProgramStore
  readonly word: AccountWord
  readonly desk: TokenDesk
  readonly clock: Clock
}

type Waiting = {
  readonly program: string
  readonly scopes: readonly Scope[]
  readonly asked: number
  readonly from: string | undefined
  /** Seconds. */
  interval: number
  polled: number
  answer:
    | { readonly kind: 'denied' }
    | { readonly kind: 'allowed'; readonly account: AccountName }
    | undefined
}

export class UserCodes {
  readonly #parts: Parts
  readonly #byUserCode: ExpiringMap<Waiting>
  readonly #byDeviceCode: ExpiringMap<Waiting>
  /** Of device codes, so that one that has expired is told from one that never was. */
  readonly #known: ExpiringMap<true>

  constructor(parts: Parts) {
    this.#parts = parts
    const now = () => parts.clock.now()
    this.#byUserCode = new ExpiringMap(userCodeLifetime, atOnce, now)
    this.#byDeviceCode = new ExpiringMap(userCodeLifetime, atOnce, now)
    this.#known = new ExpiringMap(2 * userCodeLifetime, atOnce, now)
  }

  async start(asked: {
    readonly clientId: string
    readonly scope: string
    readonly from: string | undefined
  }): Promise<OAuthResult<{ readonly userCode: string; readonly deviceCode: string }>> {
    const program = await this.#parts.store.program(asked.clientId)
    if (program === undefined) return refuseProgram('invalid_client', 'No program is registered here so.')
    const scopes = readScopes(asked.scope)
    if (scopes === undefined) return refuseProgram('invalid_scope', 'This can not be given here.')
    const waiting: Waiting = {
      program: program.program,
      scopes,
      asked: this.#parts.clock.now(),
      from: asked.from,
      interval: userCodeInterval,
      polled: 0,
      answer: undefined,
    }
    const [userCode, deviceCode] = [this.#freeCode(), randomToken()]
    this.#byUserCode.set(userCode, waiting)
    this.#byDeviceCode.set(deviceCode, waiting)
    this.#known.set(deviceCode, true)
    return { ok: true, value: { userCode, deviceCode } }
  }

  /** Refuses with `not_found`, also for what was answered. */
  async look(code: string): Promise<Result<Schemas['UserCodeAsked']>> {
    const waiting = this.#unanswered(code)
    const program = waiting && (await this.#parts.store.program(waiting.program))
    if (waiting === undefined || program === undefined) return unknown()
    const { scopes, asked, from } = waiting
    return ok({
      ...{ program: program.program, name: program.name, by: program.account, scopes: [...scopes], asked },
      ...(from === undefined ? {} : { from }),
    })
  }

  /** The first answer counts. Refuses with `not_found` or `forbidden`. */
  async answer(
    account: AccountName,
    { code, allow, signature }: { code: string; allow: boolean; signature: Uint8Array | undefined },
  ): Promise<Result<undefined>> {
    const asked = this.#unanswered(code)
    if (asked === undefined) return unknown()
    const { program, scopes } = asked
    const given = { account, program, scopes, request: code }
    if (allow && !(await this.#parts.word.take(given, signature))) return notSigned()
    const waiting = this.#unanswered(code)
    if (waiting === undefined) return unknown()
    waiting.answer = allow ? { kind: 'allowed', account } : { kind: 'denied' }
    return ok(undefined)
  }

  /** What RFC 8628 §3.5 answers; tokens are given once. */
  async poll(clientId: string, deviceCode: string): Promise<OAuthResult<Schemas['ProgramTokens']>> {
    const waiting = this.#byDeviceCode.get(deviceCode)
    if (waiting === undefined) {
      return this.#known.get(deviceCode) === undefined
        ? refuseProgram('invalid_grant', 'This device code is not good here.')
        : refuseProgram('expired_token', 'Nobody has answered in time, or it was used already.')
    }
    if (waiting.program !== clientId)
      return refuseProgram('invalid_grant', 'This device code is not good here.')
    const { answer } = waiting
    if (answer === undefined) return this.#notYet(waiting)
    this.#byDeviceCode.take(deviceCode)
    if (answer.kind === 'denied') return refuseProgram('access_denied', 'The person has refused.')
    const { program, scopes } = waiting
    const issued = await this.#parts.desk.issue({ account: answer.account, program, scopes })
    return issued.ok ? { ok: true, value: issued.value.tokens } : issued
  }

  #notYet(waiting: Waiting) {
    const now = this.#parts.clock.now()
    const isEarly = now < waiting.polled + waiting.interval * 1000
    waiting.polled = now
    if (!isEarly) return refuseProgram('authorization_pending', 'Nobody has answered yet.')
    waiting.interval += slower
    return refuseProgram('slow_down', 'Ask less often.')
  }

  #unanswered(code: string): Waiting | undefined {
    const waiting = this.#byUserCode.get(code)
    return waiting?.answer === undefined ? waiting : undefined
  }

  #freeCode(): string {
    for (;;) {
      const symbols = Array.from(randomBytes(codeSymbols), (byte) => alphabet.charAt(byte & 31))
      const code = symbols.join('')
      if (this.#byUserCode.get(code) === undefined) return code
    }
  }
}

function unknown() {
  return refuse('not_found', 'No program waits with this code. It may have expired: ask again there.')
}
