// How a command can end otherwise than well: an expected failure (exit code 1) or wrong usage (2).
// Anything else that is thrown is a bug.

import type { Failure } from '@sotto/client'

/** What only the terminal can find wrong; everything else comes from the engine or the server. */
export type CliCode =
  | 'no_password'
  | 'other_server'
  | 'other_account'
  | 'interrupted'
  | 'not_a_terminal'
  | 'not_confirmed'
  | 'server_start'
  | 'file'

export type Problem = Pick<Failure, 'secondFactor'> & {
  readonly code: Failure['code'] | CliCode
  readonly message: string
}

/** Expected: told to the person, or as `{"error":…}`. */
export class ExpectedFailure extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.name = 'ExpectedFailure'
    this.problem = problem
  }
}

/** `sentence` says what was wrong with the words on the command line. */
export class UsageError extends Error {
  readonly command: string | undefined

  constructor(sentence: string, command?: string) {
    super(sentence)
    this.name = 'UsageError'
    this.command = command
  }
}
