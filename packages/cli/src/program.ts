// The program around the commands: reads the words, runs the command in the world it is given, and turns
// however that ends into output and an exit code: 0 done, 1 an expected failure, 2 wrong usage.

import { readArguments, wantsJson } from './arguments.ts'
import type { World } from './commands/command.ts'
import { commandNamed, commands } from './commands/table.ts'
import { ExpectedFailure, UsageError } from './errors.ts'
import { helpFor, overview, synopsisOf } from './help.ts'
import { Output } from './terminal/output.ts'
import { version } from './version.ts'

/** Runs one command line to its end. Throws only for a bug. */
export async function runProgram(world: World, args: readonly string[]): Promise<number> {
  const noColour = (world.env.NO_COLOR ?? '') !== ''
  const output = new Output(world, { json: wantsJson(args), noColour })
  const code = await dispatch(world, output, args).catch((error: unknown) => explain(output, error))
  await output.flush()
  return code
}

async function dispatch(world: World, output: Output, args: readonly string[]): Promise<number> {
  const invocation = readArguments(args, world.env)
  switch (invocation.kind) {
    case 'help':
      output.text(invocation.command === undefined ? overview(commands) : helpFor(invocation.command))
      return 0
    case 'version':
      output.text(version)
      return 0
    case 'run':
      return exitCodeOf(await invocation.command.run({ world, output, ...invocation }))
  }
}

/** A command that names no exit code has succeeded. */
function exitCodeOf(outcome: unknown): number {
  return typeof outcome === 'number' ? outcome : 0
}

function explain(output: Output, error: unknown): number {
  if (error instanceof ExpectedFailure) {
    output.problem(error.problem)
    return 1
  }
  if (error instanceof UsageError) {
    output.problem({ code: 'usage', message: error.message })
    const command = error.command === undefined ? undefined : commandNamed(error.command)
    output.note(command === undefined ? 'Usage: sotto COMMAND …' : synopsisOf(command))
    output.note(command === undefined ? 'See sotto --help' : `See sotto ${command.name} --help`)
    return 2
  }
  throw error
}
