// What a command is: its words for `--help`, what it accepts, and what it does with the world it is given.

import type { Engine } from '@sotto/client'
import type { Environment, OptionValues, SpecialOption } from '../options.ts'
import type { Keyboard, Prompting } from '../terminal/input.ts'
import type { Output, Screen } from '../terminal/output.ts'

/** Everything outside of the program that a command touches. */
export type World = {
  readonly keyboard: Keyboard
  readonly out: Screen
  readonly err: Screen
  readonly env: Environment
  /** Aborted by Ctrl-C and by a request to end. */
  readonly stop: AbortSignal
  /** Opens the engine on a profile's folder. It may still turn out that it can't be used. */
  readonly openEngine: (profile: string) => Engine | Promise<Engine>
  /** Stops this process as Ctrl-Z does, and resolves once it goes on. Not there where no shell can wake it. */
  readonly sleep?: (() => Promise<void>) | undefined
  /** Runs a server until a signal ends it; says by itself what happens. Resolves to the exit code. */
  readonly runServer: (args: readonly string[]) => Promise<number>
}

export type Call = {
  readonly world: World
  readonly output: Output
  readonly words: readonly string[]
  readonly options: OptionValues
  readonly profile: string
  readonly server?: string
}

/** What asks the person something. */
export function promptingOf({ world }: Call): Prompting {
  const { keyboard, err, env } = world
  return { keyboard, screen: err, env }
}

/** What a command does. Throws ExpectedFailure or UsageError; a number is an exit code of its own. */
export type Run = (call: Call) => Promise<void> | Promise<number>

export type CommandText = {
  readonly name: string
  /** After the name: `NAME MEMBER…` */
  readonly synopsis: string
  readonly summary: string
  readonly details: string
  readonly examples: readonly string[]
  readonly options: readonly SpecialOption[]
  /** How many words at least and at most. */
  readonly words: readonly [least: number, most: number]
}

export type Command = CommandText & { readonly run: Run }
