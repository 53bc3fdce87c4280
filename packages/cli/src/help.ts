// `sotto --help` and `sotto COMMAND --help`.

import type { Command } from './commands/command.ts'
import { defaultServer } from './options.ts'

const commonOptions = `Options of every command:
  --profile DIR   the folder of this device: its keys and messages (default ~/.sotto/default)
  --server URL    the server (default ${defaultServer})
  --json          one JSON object per line on standard output
  --help          show this`

const exits = `Exit code: 0 on success, 1 when something expected went wrong
(with --json: {"error":{"code","message"}}), 2 for wrong usage.`

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length)) + 2
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}${command.summary}`)
  return [
    'Usage: sotto COMMAND …',
    '',
    'Private messages from the terminal, end-to-end encrypted.',
    '',
    'Commands:',
    ...lines,
    '',
    commonOptions,
    '',
    exits,
    '',
    'More about one: sotto COMMAND --help',
  ].join('\n')
}

export function helpFor(command: Command): string {
  return [
    synopsisOf(command),
    '',
    `${command.summary[0]?.toUpperCase() ?? ''}${command.summary.slice(1)}.`,
    '',
    command.details,
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
    '',
    commonOptions,
    '',
    exits,
  ].join('\n')
}

/** One `Usage:` line for each form of the command. */
export function synopsisOf(command: Command): string {
  return command.synopsis
    .split(' | ')
    .map((form, index) => `${index === 0 ? 'Usage:' : '      '} sotto ${command.name} ${form}`.trimEnd())
    .join('\n')
}
