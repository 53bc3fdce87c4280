// Shapes of the REST interface around sealed profiles (spec/profiles.md). The server opens none of it. Times are
// milliseconds since 1970.

import Type from 'typebox'
import { limits } from './limits.ts'
import { base64url, Key, Name, Small, strict, Time } from './rest-fields.ts'

const Version = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const SealedProfile = base64url(limits.profileBytes)
const SealedStatus = base64url(limits.statusBytes)

export const profileSchemas = {
  /**
   * What the own account keeps: its key sealed for its own devices, and the two parts, each with the version that brought
   * it. Version 0: nothing yet. `hiddenUntil`: nobody is told that the account is here; 0 for not hidden.
   */
  OwnProfile: Type.Object({
    version: Version,
    ownKey: Type.Optional(Small),
    openKey: Type.Optional(Key),
    profileVersion: Version,
    profile: Type.Optional(SealedProfile),
    statusVersion: Version,
    status: Type.Optional(SealedStatus),
    hiddenUntil: Time,
  }),
  /**
   * Replaces version `after`, 0 for none, by `version`, above it. A part that is not named stays, unless the key changes:
   * then both are named. `openKey`: the key in the clear, for everyone who has an account here.
   */
  OwnProfilePut: Type.Object(
    {
      after: Version,
      version: Version,
      ownKey: Small,
      openKey: Type.Optional(Key),
      profile: Type.Optional(SealedProfile),
      status: Type.Optional(SealedStatus),
      hiddenUntil: Time,
    },
    strict,
  ),
  /** With the versions that the asker has, 0 for none. */
  ProfilesWanted: Type.Object(
    {
      profiles: Type.Array(Type.Object({ account: Name, profile: Version, status: Version }, strict), {
        minItems: 1,
        maxItems: limits.profilesPerRequest,
      }),
    },
    strict,
  ),
  /**
   * In the order asked for, from the first on, as many as an answer holds. A part is there where the asker has another
   * version. Versions are 0 for who has none, is not there, or has blocked the asker.
   */
  Profiles: Type.Object({
    profiles: Type.Array(
      Type.Object({
        account: Name,
        openKey: Type.Optional(Key),
        profileVersion: Version,
        profile: Type.Optional(SealedProfile),
        statusVersion: Version,
        status: Type.Optional(SealedStatus),
      }),
      { maxItems: limits.profilesPerRequest },
    ),
  }),
} as const
