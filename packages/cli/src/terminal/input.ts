// What a person types: a password that nobody sees, and standard input as text.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { ExpectedFailure, UsageError } from '../errors.ts'
import type { Screen } from './output.ts'

export type Keyboard = NodeJS.ReadableStream & { readonly isTTY?: boolean }

export type Prompting = {
  readonly keyboard: Keyboard
  readonly screen: Screen
  readonly env: Readonly<Record<string, string | undefined>>
}

export type Secret = {
  /** The environment variable that holds it for scripts. */
  readonly variable:
    | 'SOTTO_PASSWORD'
    | 'SOTTO_NEW_PASSWORD'
    | 'SOTTO_FILE_PASSWORD'
    | 'SOTTO_RECOVERY_CODE'
    | 'SOTTO_PASSPHRASE'
    | 'SOTTO_NEW_PASSPHRASE'
    | 'SOTTO_CODE'
  readonly question: string
  /** It is chosen now, so it is asked for twice. */
  readonly fresh: boolean
}

const password = { variable: 'SOTTO_PASSWORD', question: 'Password' } as const

/** From SOTTO_PASSWORD, else asked for; twice when a new one is chosen. */
export function readPassword(prompting: Prompting, fresh: boolean): Promise<string> {
  return readSecret(prompting, { ...password, fresh })
}

/** Of the lock of a profile. */
export function readPassphrase({ keyboard, err: screen, env }: Asked): Promise<string> {
  const secret = { variable: 'SOTTO_PASSPHRASE', question: 'Passphrase', fresh: false } as const
  return readSecret({ keyboard, screen, env }, secret)
}

type Asked = Pick<Prompting, 'keyboard' | 'env'> & { readonly err: Screen }

/** From its variable, else asked for without showing what is typed. */
export async function readSecret(prompting: Prompting, secret: Secret): Promise<string> {
  const { variable, question, fresh } = secret
  const given = prompting.env[variable]
  if (given !== undefined && given !== '') return given
  if (prompting.keyboard.isTTY !== true) {
    const what = question.toLowerCase()
    throw new UsageError(`There is no terminal to ask for the ${what}: set ${variable}.`)
  }
  const typed = await ask(prompting, `${question}: `)
  if (fresh && (await ask(prompting, 'The same again: ')) !== typed) {
    throw new ExpectedFailure({ code: 'no_password', message: 'The two passwords differ; nothing was done.' })
  }
  return typed
}

/** Everything on standard input, as UTF-8, without the line feed at its end. */
export async function readAll(keyboard: Keyboard): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of keyboard) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

function ask({ keyboard, screen }: Prompting, question: string): Promise<string> {
  // Readline echoes to its output and puts the terminal back by itself; here its output is nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: keyboard, output: nowhere, terminal: true, historySize: 0 })
  screen.write(question)
  return new Promise((resolve, reject) => {
    let typed: string | undefined
    lines.once('line', (line) => {
      typed = line
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      screen.write('\n')
      if (typed !== undefined) return resolve(typed)
      reject(
        new ExpectedFailure({ code: 'interrupted', message: 'No password was given; nothing was done.' }),
      )
    })
  })
}
