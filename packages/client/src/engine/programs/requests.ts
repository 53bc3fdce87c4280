// A program has sent the browser here to ask for access (RFC 6749 §4.1.1; spec/oauth.md OA): what it asks for, and the
// answer, which takes the browser back.

import type { Schemas } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { ProgramAsk, ProgramRequest } from '../../api/programs.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { signatureOfAccess } from './access.ts'

type Ask = Schemas['ProgramAsk']

const names = {
  client_id: 'clientId',
  redirect_uri: 'redirectUri',
  response_type: 'responseType',
  scope: 'scope',
  state: 'state',
  code_challenge: 'codeChallenge',
  code_challenge_method: 'codeChallengeMethod',
  resource: 'resource',
} as const satisfies Record<string, keyof Ask>

export async function lookAtProgram(live: Live, given: ProgramAsk): Promise<Outcome<ProgramRequest>> {
  const ask = readAsk(given)
  if (!ask.ok) return ask
  return live.rest.get('ProgramAsked', { method: 'POST', path: routes.programRequest, json: ask.value })
}

export async function answerProgram(
  live: Live,
  { ask: given, allow }: Commands['answerProgram']['params'],
): Promise<Outcome<{ address: string }>> {
  const ask = readAsk(given)
  if (!ask.ok) return ask
  const asked = await lookAtProgram(live, given)
  if (!asked.ok) return asked
  const signature = allow ? signatureOfAccess(live, asked.value, ask.value.codeChallenge) : undefined
  const json = { ...ask.value, allow, ...(signature === undefined ? {} : { signature }) }
  const call = { method: 'POST', path: routes.answerProgram, json } as const
  const answer = () => live.rest.get('ProgramAnswered', call)
  const answered = await (allow ? live.ways.change(['programAllowed'], answer) : answer())
  return answered.ok ? { ok: true, value: { address: answered.value.redirect } } : answered
}

/** What is not named here is for others. */
function readAsk(given: ProgramAsk): Outcome<Ask> {
  const ask: Partial<Record<keyof Ask, string>> = {}
  for (const [from, to] of Object.entries(names)) {
    const value = Object.hasOwn(given, from) ? given[from] : undefined
    if (value !== undefined) ask[to] = value
  }
  const { clientId, redirectUri, responseType, scope, codeChallenge, codeChallengeMethod } = ask
  return clientId === undefined ||
    redirectUri === undefined ||
    responseType === undefined ||
    scope === undefined
    ? unclear()
    : {
        ok: true,
        value: {
          ...ask,
          ...{ clientId, redirectUri, responseType, scope },
          // without a challenge it is the server that refuses, with its reason
          codeChallenge: codeChallenge ?? '',
          codeChallengeMethod: codeChallengeMethod ?? '',
        },
      }
}

function unclear() {
  return failure(
    'bad_program_request',
    'The program has not said clearly what it asks for. Nothing was given to it; tell whoever makes it.',
  )
}
