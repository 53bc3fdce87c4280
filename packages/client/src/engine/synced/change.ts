// One thing that follows the account becomes what the person has just made of it, on this device first.

import type { Live } from '../live.ts'
import type { Value } from './entry.ts'
import { blankOf, blanks } from './forget.ts'
import { writeOwn } from './memory.ts'
import type { Thing } from './names.ts'
import { signalsOf } from './take.ts'

export async function change(live: Live, thing: Thing, value: Value): Promise<void> {
  const stamp = live.synced().nextStamp()
  const isBlank = thing.kind !== 'setting' && value === blankOf(thing)
  await live.db.write(isBlank ? blanks(thing, stamp) : [writeOwn(thing, value, stamp)])
  live.signals.touch(...signalsOf(thing))
}
