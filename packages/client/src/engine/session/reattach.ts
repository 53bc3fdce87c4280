// Somebody signs in again on a device whose session had ended: what was read and written here stays. A device
// that the server still has goes on with its groups and keys. Where it had to become a new one, those of the old
// are gone; other devices and members let the new one in, and what had not been sent yet is sealed anew.

import type { Platform, Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { readIdentity, readSession } from '../store/settings.ts'
import type { Entered } from './identity.ts'
import { writeEntered } from './write-entered.ts'

const forgetOldDevice: readonly string[] = [
  'DELETE FROM group_parts',
  'DELETE FROM pending_commits',
  'DELETE FROM intents',
  'DELETE FROM key_packages',
  'DELETE FROM receipts_due',
  'DELETE FROM outbox_envelopes',
  `DELETE FROM outbox WHERE kind <> 'message'`,
  'UPDATE outbox SET envelope = NULL, envelope_bytes = NULL, epoch = NULL',
  `UPDATE conversations SET record = json_set(record, '$.cursor', 0, '$.since', 0, '$.asks', 0, '$.askedAt', 0,
     '$.chores', json('{"departed":[],"rejoin":[],"check":[]}'),
     '$.group', CASE WHEN json_extract(record, '$.group') = 'gone' THEN 'gone' ELSE 'none' END)`,
]

const forgetEnd = `DELETE FROM settings WHERE name = 'end'`

/** False when the store is another account's, or not signed out: then nothing was changed. */
export async function reattach(platform: Platform, db: Database, entered: Entered): Promise<boolean> {
  const before = await readIdentity(db)
  const { account, server } = entered.identity
  const isSame = before?.account === account && before.server === server
  if (!isSame || (await readSession(db)) !== undefined) return false
  const forgotten = before.device === entered.identity.device ? [] : forgetOldDevice
  const statements: readonly Statement[] = [...forgotten, forgetEnd].map((sql) => ({ sql }))
  await db.write([...statements, ...writeEntered(platform, entered)])
  return true
}
