// What whoever signs in asks a server before they do: nothing of it changes anything here.

import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { Platform } from '../../ports.ts'
import { askForPasskey } from './by-passkey.ts'
import { findProvider, finishSso, startSso } from './through-provider.ts'

type Doors = Pick<Platform, 'transport'>
type Ask<C extends keyof Commands> = (
  doors: Doors,
  params: Commands[C]['params'],
) => Promise<Outcome<Commands[C]['value']>>

const asks = { askForPasskey, findProvider, startSso, finishSso } as const satisfies {
  readonly [C in keyof Commands]?: Ask<C>
}

export type AskCommand = keyof typeof asks

export function isAsk(command: keyof Commands): command is AskCommand {
  return Object.hasOwn(asks, command)
}

export function ask(doors: Doors, command: AskCommand, params: unknown): Promise<Outcome<object>> {
  const asking: (doors: Doors, params: never) => Promise<Outcome<object>> = asks[command]
  return asking(doors, params as never)
}
