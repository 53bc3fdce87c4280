// Reads the command line: the command, its words, and the options that this command knows. Options may
// stand before or after the command; everything after `--` is words.

import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Command } from './commands/command.ts'
import { commandNamed } from './commands/table.ts'
import { UsageError } from './errors.ts'
import { common, defaultServer, type Environment, type OptionValues, special } from './options.ts'

export type Invocation =
  | { readonly kind: 'help'; readonly command?: Command }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly words: readonly string[]
      readonly options: OptionValues
      /** Absolute path of the profile's folder. */
      readonly profile: string
      /** As given; undefined when the default may be used. */
      readonly server?: string
      readonly json: boolean
    }

/** Whether results are wanted as JSON, also when the rest makes no sense. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).includes('--json')
}

/** Throws UsageError. */
export function readArguments(args: readonly string[], env: Environment): Invocation {
  const { values, positionals } = parse(args)
  const [first, ...words] = positionals
  if (values.version === true) return { kind: 'version' }
  if (first === undefined || first === 'help') return help(values.help === true || first === 'help', words[0])
  const command = known(first)
  if (values.help === true) return { kind: 'help', command }
  const { profile, server, json, help: _help, version: _version, ...options } = values
  checkOptions(command, options)
  checkWords(command, words)
  return {
    kind: 'run',
    command,
    words,
    options,
    profile: resolve(profile ?? defaultProfile(env)),
    ...(server === undefined ? {} : { server: serverUrl(server, command.name) }),
    json: json === true,
  }
}

/** `~/.sotto/default`, or under XDG_DATA_HOME where that is set. */
export function defaultProfile(env: Environment): string {
  const data = env.XDG_DATA_HOME
  return data === undefined || data === ''
    ? join(homedir(), '.sotto', 'default')
    : join(data, 'sotto', 'default')
}

function parse(args: readonly string[]) {
  try {
    const options = { ...common, ...special }
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : ''
    const hint = reason.startsWith('Unknown option') ? ' (text that begins with "-" goes after "--")' : ''
    throw new UsageError(`${reason.replace(/\.$/, '')}${hint}.`)
  }
}

function help(asked: boolean, about: string | undefined): Invocation {
  if (!asked) throw new UsageError('Which command?')
  return about === undefined ? { kind: 'help' } : { kind: 'help', command: known(about) }
}

function known(name: string): Command {
  const command = commandNamed(name)
  if (command === undefined) throw new UsageError(`There is no command "${name}".`)
  return command
}

function checkOptions(command: Command, options: OptionValues): void {
  const foreign = Object.entries(options).find(
    ([name, value]) => value !== undefined && !command.options.some((known) => known === name),
  )
  if (foreign !== undefined) {
    throw new UsageError(`sotto ${command.name} has no option --${foreign[0]}.`, command.name)
  }
}

function checkWords(command: Command, words: readonly string[]): void {
  const [least, most] = command.words
  if (words.length < least) throw new UsageError('Something is missing.', command.name)
  if (words.length > most) throw new UsageError(`"${words[most]}" is one word too many.`, command.name)
}

function serverUrl(text: string, command: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageError(`--server must be an address such as ${defaultServer}.`, command)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
