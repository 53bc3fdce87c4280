// What a way in leaves in the store, for one write.

import type { Platform, Statement } from '../../ports.ts'
import { writeCode } from '../account/kept.ts'
import { firstReminder } from '../account/reminder.ts'
import { writeIdentity, writeSession } from '../store/settings.ts'
import type { Entered } from './identity.ts'

export function writeEntered(platform: Platform, entered: Entered): readonly Statement[] {
  const { identity, session, recovery } = entered
  const code = recovery === undefined ? [] : [writeCode(firstReminder(platform, recovery))]
  return [...writeIdentity(identity), writeSession(session), ...code]
}
