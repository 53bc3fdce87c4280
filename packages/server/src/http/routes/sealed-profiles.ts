// Sealed profiles: the own one with its status, and those of others (spec/profiles.md PR, ST).

import { bytesToBase64url, type Schemas, schemas } from '@sotto/wire'
import type { StoredPart } from '../../profiles/profile-store.ts'
import type { AppParts } from '../app-parts.ts'
import { callerOf, limitByAccount, requireSession } from '../caller.ts'
import { orRefuse } from '../problem.ts'
import { returns, returnsNothing, withToken } from '../responses.ts'
import type { App } from '../typed-app.ts'
import { readBytes } from '../validation.ts'
import { readName } from './accounts.ts'

export function sealedProfileRoutes(app: App, { profiles, sessions, limiters }: AppParts): void {
  const signedIn = requireSession(sessions, limiters.account)
  const common = { tags: ['people'], security: withToken }
  app.get(
    '/v1/account/profile',
    {
      onRequest: signedIn,
      schema: {
        ...common,
        operationId: 'ownSealedProfile',
        summary: 'The sealed profile and status of the own account',
        response: returns(schemas.OwnProfile),
      },
    },
    async (request) => ownProfile(profiles.own(callerOf(request).account)),
  )
  app.put(
    '/v1/account/profile',
    {
      onRequest: [signedIn, limitByAccount(limiters.profiles)],
      schema: {
        ...common,
        operationId: 'putSealedProfile',
        summary: 'Replace the own sealed profile, status, or both, against the version that is known',
        body: schemas.OwnProfilePut,
        response: returnsNothing,
      },
    },
    async (request, reply) => {
      const { after, version, hiddenUntil, ownKey, openKey, profile, status } = request.body
      orRefuse(
        await profiles.write(callerOf(request).account, {
          ...{ after, version, hiddenUntil },
          ownKey: orRefuse(readBytes(ownKey)),
          openKey: openKey === undefined ? undefined : orRefuse(readBytes(openKey, 32)),
          profile: profile === undefined ? undefined : orRefuse(readBytes(profile)),
          status: status === undefined ? undefined : orRefuse(readBytes(status)),
        }),
      )
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/v1/profiles/read',
    {
      onRequest: [signedIn, limitByAccount(limiters.directory)],
      schema: {
        ...common,
        operationId: 'readSealedProfiles',
        summary: 'Sealed profiles of others that differ from the versions that the asker has',
        body: schemas.ProfilesWanted,
        response: returns(schemas.Profiles),
      },
    },
    async (request) => {
      const wanted = request.body.profiles.map((one) => ({ ...one, account: readName(one.account) }))
      const shown = await profiles.read(callerOf(request).account, wanted)
      return {
        profiles: shown.map(({ account, openKey, profile, status }) => ({
          account,
          ...(openKey === undefined ? {} : { openKey: bytesToBase64url(openKey) }),
          ...partsOf(profile, status),
        })),
      }
    },
  )
}

function ownProfile(stored: ReturnType<AppParts['profiles']['own']>): Schemas['OwnProfile'] {
  if (stored === undefined) return { version: 0, profileVersion: 0, statusVersion: 0, hiddenUntil: 0 }
  const { version, ownKey, openKey, profile, status, hiding } = stored
  return {
    version,
    ownKey: bytesToBase64url(ownKey),
    ...(openKey === undefined ? {} : { openKey: bytesToBase64url(openKey) }),
    ...partsOf(profile, status),
    hiddenUntil: hiding.until,
  }
}

function partsOf(profile: StoredPart, status: StoredPart) {
  return {
    profileVersion: profile.version,
    ...(profile.bytes === undefined ? {} : { profile: bytesToBase64url(profile.bytes) }),
    statusVersion: status.version,
    ...(status.bytes === undefined ? {} : { status: bytesToBase64url(status.bytes) }),
  }
}
