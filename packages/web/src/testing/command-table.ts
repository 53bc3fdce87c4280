// What the in-memory engine answers each command with.

import type { Commands, Outcome } from '@sotto/client'

export type CommandTable = {
  readonly [C in keyof Commands]: (params: Commands[C]['params']) => Outcome<Commands[C]['value']>
}
