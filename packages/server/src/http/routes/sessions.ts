// Sign-in (RFC 9807 §6) and refreshing a session (rules S-1 to S-4). Only a
// sign-in that is not finished well counts against the name and the address that tried it (rules B-1, B-2).

import { bytesToBase64url, schemas } from '@sotto/wire'
import { addressKey } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { limitByAddress, takeOrRefuse } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'
import { readName } from './accounts.ts'

export function sessionRoutes(app: App, parts: AppParts): void {
  signInRoutes(app, parts)
  const { sessions, limiters, defence } = parts
  app.post(
    '/v1/sessions/refresh',
    {
      onRequest: limitByAddress(limiters.refresh),
      schema: {
        tags: ['sessions'],
        operationId: 'refreshSession',
        summary:
          'Use a refresh token: a new access token for the same session, and the refresh token that follows',
        body: schemas.Refresh,
        response: returns(schemas.Session),
      },
    },
    async ({ body, ip }) => {
      const session = orRefuse(await sessions.refresh(body.refreshToken, body.successor))
      await defence.used(readName(session.account), ip)
      return session
    },
  )
}

function signInRoutes(app: App, { signIn, limiters, defence, metrics }: AppParts): void {
  app.post(
    '/v1/sessions/start',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'startSignIn',
        summary: 'Sign in, first half: OPAQUE KE1 and KE2',
        body: schemas.SignInStart,
        response: returns(schemas.SignInStarted),
      },
    },
    async ({ body, ip }) => {
      const account = readName(body.account)
      const request = orRefuse(readBytes(body.request))
      // KE2 already lets the asker test one password, so the start is what is counted.
      takeOrRefuse(limiters.signInAddress, addressKey(ip))
      orRefuse(await defence.trySignIn({ account, address: ip, work: body.work }))
      const started = orRefuse(await signIn.start(account, request))
      return { signIn: started.signIn, response: bytesToBase64url(started.response) }
    },
  )
  app.post(
    '/v1/sessions/finish',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'finishSignIn',
        summary: 'Sign in, second half: OPAQUE KE3; the sealed vault and a token for adding a device',
        body: schemas.SignInFinish,
        response: returns(schemas.SignedIn),
      },
    },
    async ({ body, ip }) => {
      const finished = await signIn.finish(body.signIn, orRefuse(readBytes(body.finish)), body.ticket)
      metrics.signedIn(finished.ok ? 'right' : 'wrong')
      const signedIn = orRefuse(finished)
      limiters.signInAddress.giveBack(addressKey(ip))
      await defence.signedIn(readName(signedIn.account), ip)
      return signedIn
    },
  )
}
