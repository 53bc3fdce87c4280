// Sign-in without the password (rule V-2). It is counted as tries at the password are (rules B-1, B-2).

import { schemas } from '@sotto/wire'
import { addressKey } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { takeOrRefuse } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'
import { readName } from './accounts.ts'

export function otherWayRoutes(app: App, { otherWays, limiters, defence, metrics }: AppParts): void {
  app.post(
    '/v1/sessions/proofs/start',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'startProof',
        summary: 'Sign in by the recovery code or the account key, first half: a challenge',
        body: schemas.ProofStart,
        response: returns(schemas.ProofStarted),
      },
    },
    async ({ body, ip }) => {
      const account = readName(body.account)
      takeOrRefuse(limiters.signInAddress, addressKey(ip))
      orRefuse(await defence.trySignIn({ account, address: ip, work: body.work }))
      return otherWays.start(account, body.way)
    },
  )
  app.post(
    '/v1/sessions/proofs/finish',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'finishProof',
        summary: 'Sign in by the recovery code or the account key, second half: a proof, once',
        body: schemas.ProofFinish,
        response: returns(schemas.Proved),
      },
    },
    async ({ body, ip }) => {
      const signature = orRefuse(readBytes(body.signature, 64))
      const finished = await otherWays.finish(body.attempt, signature, body.ticket)
      metrics.signedIn(finished.ok ? 'right' : 'wrong')
      const proved = orRefuse(finished)
      limiters.signInAddress.giveBack(addressKey(ip))
      await defence.signedIn(readName(proved.account), ip)
      return proved
    },
  )
}
