// The key log (rules KT): look-ups with proofs, the log's entries, an account's own history.

import { limits, schemas } from '@sotto/wire'
import Type from 'typebox'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, requireSession, takeOrRefuse } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readName } from './accounts.ts'

const Size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const From = Type.Object({ from: Size })
const After = Type.Object({ after: Size })
const Between = Type.Object({ from: Size, to: Size })

export function transparencyRoutes(app: App, { keyLog, sessions, limiters }: AppParts): void {
  const signedIn = requireSession(sessions, limiters.account)
  const reading = [signedIn, limitByAccount(limiters.keyLog)]
  app.post(
    '/v1/transparency/lookup',
    {
      onRequest: signedIn,
      schema: {
        tags: ['transparency'],
        operationId: 'lookUp',
        summary: 'Accounts with their keys and devices, and the proofs that the key log has them so',
        security: withToken,
        body: schemas.LookUp,
        response: returns(schemas.LookedUp),
      },
    },
    async (request) => {
      const accounts = request.body.accounts.map(readName)
      takeOrRefuse(limiters.lookUp, callerOf(request).account, Math.max(1, accounts.length))
      return orRefuse(await keyLog.lookUp(accounts, request.body.from))
    },
  )
  app.get(
    '/v1/transparency/entries',
    {
      onRequest: reading,
      schema: {
        tags: ['transparency'],
        operationId: 'listLogEntries',
        summary: `Entries of the key log from a position on, at most ${limits.logEntriesPerPage}, each with the proof of its step`,
        security: withToken,
        querystring: From,
        response: returns(schemas.LogSteps),
      },
    },
    async (request) => keyLog.entries(request.query.from),
  )
  app.get(
    '/v1/transparency/consistency',
    {
      onRequest: reading,
      schema: {
        tags: ['transparency'],
        operationId: 'proveConsistency',
        summary: 'That the key log of one size begins with that of another',
        security: withToken,
        querystring: Between,
        response: returns(schemas.LogConsistency),
      },
    },
    async (request) => orRefuse(await keyLog.consistency(request.query.from, request.query.to)),
  )
  app.get(
    '/v1/transparency/history',
    {
      onRequest: reading,
      schema: {
        tags: ['transparency'],
        operationId: 'ownHistory',
        summary: 'What the own account has signed, version by version',
        security: withToken,
        querystring: After,
        response: returns(schemas.AccountHistory),
      },
    },
    async (request) => keyLog.history(callerOf(request).account, request.query.after),
  )
}
