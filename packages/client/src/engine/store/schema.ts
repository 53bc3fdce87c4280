// The engine's tables, as numbered steps that are never changed once released. Everything about one
// conversation is written by its one actor; positions (`pos`) order the timeline (timeline/position.ts).

import type { Statement } from '../../ports.ts'
import { first, second } from './tables/beginning.ts'
import { changes, deriveMet } from './tables/changes.ts'
import { expiry } from './tables/expiry.ts'
import { inTime, textAbout, textByTime, textLater, textStays } from './tables/full-text.ts'
import { archive, handover, repair } from './tables/history.ts'
import {
  declinedKeys,
  gonePeople,
  keyLog,
  ownDevices,
  revokedDevices,
  verifiedKeys,
} from './tables/people.ts'
import { pins } from './tables/pins.ts'
import { profiles } from './tables/profiles.ts'
import { stars } from './tables/stars.ts'
import { synced } from './tables/synced.ts'

/** Each step brings the schema from its index to the next number. */
const steps: readonly (readonly string[])[] = [
  first,
  second,
  textByTime,
  revokedDevices,
  declinedKeys,
  ownDevices,
  keyLog,
  verifiedKeys,
  gonePeople,
  archive,
  textLater,
  handover,
  synced,
  changes,
  repair,
  expiry,
  profiles,
  textAbout(deriveMet),
  stars,
  textStays,
  inTime,
  pins,
]

export const schemaVersion = steps.length

/** What brings a database of this version to the present one (or to `to`); applied in one batch. */
export function migrationFrom(version: number, to = schemaVersion): readonly Statement[] {
  const statements = steps.slice(version, to).flat()
  if (statements.length === 0) return []
  return [...statements.map((sql) => ({ sql })), { sql: `PRAGMA user_version = ${to}` }]
}
