// Sealed records of the own account (rules R): written all or none, read by name, and what has changed since.

import { bytesToBase64url, limits, refuse, schemas } from '@sotto/wire'
import Type from 'typebox'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'

const After = Type.Object({ after: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) })

export function recordRoutes(app: App, { records, sessions, limiters }: AppParts): void {
  const onRequest = [requireSession(sessions, limiters.account), limitByAccount(limiters.records)]
  const common = { tags: ['records'], security: withToken }
  app.post(
    '/v1/records',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'writeRecords',
        summary: 'Write or delete sealed records of the own account, all or none, each against its version',
        body: schemas.RecordsPut,
        response: returns(schemas.RecordsWritten),
      },
    },
    async (request) => {
      const writes = request.body.records.map(({ id, after, version, bytes }) => ({
        id: readId(id),
        after,
        version,
        bytes: bytes === undefined ? undefined : orRefuse(readBytes(bytes)),
      }))
      return orRefuse(await records.write(callerOf(request), writes))
    },
  )
  app.post(
    '/v1/records/read',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'readRecords',
        summary: 'Sealed records in the order asked for, as many as an answer holds, from the first on',
        body: schemas.RecordsWanted,
        response: returns(schemas.Records),
      },
    },
    async (request) => {
      const read = await records.read(callerOf(request).account, request.body.ids.map(readId))
      return {
        records: read.map(({ id, version, bytes }) => ({
          id: bytesToBase64url(id),
          version,
          ...(bytes === undefined ? {} : { bytes: bytesToBase64url(bytes) }),
        })),
      }
    },
  )
  app.get(
    '/v1/records/changes',
    {
      onRequest,
      schema: {
        ...common,
        operationId: 'listRecordChanges',
        summary: `Which sealed records have changed since, at most ${limits.recordsPerRequest}, the oldest change first`,
        querystring: After,
        response: returns(schemas.RecordChanges),
      },
    },
    async (request) => {
      const { changes, last } = await records.changes(callerOf(request).account, request.query.after)
      return { changes: changes.map((one) => ({ ...one, id: bytesToBase64url(one.id) })), last }
    },
  )
}

function readId(text: string): Uint8Array {
  const id = orRefuse(readBytes(text))
  return id.length < 16 || id.length > 32
    ? orRefuse(refuse('bad_request', 'The id of a record has 16 to 32 bytes.'))
    : id
}
