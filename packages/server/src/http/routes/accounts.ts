// Sign-up (RFC 9807 §5), in two halves.

import { type AccountName, bytesToBase64url, parseAccountName, refuse, schemas } from '@sotto/wire'
import { networkOf } from '../../addresses.ts'
import type { AppParts } from '../app-parts.ts'
import { limitByAddress } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

export function accountRoutes(app: App, { registration, sessions, limiters, defence }: AppParts): void {
  app.post(
    '/v1/accounts/registration/start',
    {
      onRequest: limitByAddress(limiters.signUp),
      schema: {
        tags: ['accounts'],
        operationId: 'startRegistration',
        summary: 'Sign up, first half: OPAQUE registration request and response',
        body: schemas.RegistrationStart,
        response: returns(schemas.RegistrationStarted),
      },
    },
    async ({ body }) => {
      const request = orRefuse(readBytes(body.request))
      const response = orRefuse(await registration.start(readName(body.account), request))
      return { response: bytesToBase64url(response) }
    },
  )
  app.post(
    '/v1/accounts/registration/finish',
    {
      onRequest: limitByAddress(limiters.signUp),
      schema: {
        tags: ['accounts'],
        operationId: 'finishRegistration',
        summary: 'Sign up, second half: makes the account with its first device signed in',
        body: schemas.RegistrationFinish,
        response: returns(schemas.Session),
      },
    },
    async ({ body, ip }) => {
      const account = readName(body.account)
      orRefuse(defence.trySignUp({ account, address: ip, work: body.work }))
      const prepared = await registration.finish({
        account,
        record: orRefuse(readBytes(body.record)),
        accountKey: orRefuse(readBytes(body.accountKey, 32)),
        vault: {
          password: orRefuse(readBytes(body.vault.password)),
          recovery: orRefuse(readBytes(body.vault.recovery)),
        },
        recoveryKey: orRefuse(readBytes(body.recoveryKey, 32)),
        credential: orRefuse(readBytes(body.credential)),
        ticket: body.ticket,
        from: networkOf(ip),
      })
      const session = orRefuse(prepared)
      await defence.signedUp(account, ip)
      return sessions.open(session)
    },
  )
}

export function readName(text: string): AccountName {
  return parseAccountName(text) ?? orRefuse(refuse('bad_request', 'This cannot be an account name.'))
}
