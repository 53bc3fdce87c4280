// What asks for the own account and shows a code or comes by a link: a device that wants to be signed in, or a program
// that wants access; and what has it.

import type { Scope } from '@sotto/wire'
import type { OwnProof } from './account.ts'

/** Who registered a program is told, because anybody may call one what they like. */
export type NamedProgram = {
  readonly program: string
  readonly name: string
  readonly by: string
}

export type CodeAsked =
  /** A device that would get everything: it becomes one of the account's own. */
  | {
      readonly kind: 'device'
      /** Milliseconds since 1970. */
      readonly asked: number
      /** By the server's word: the network that it asks from. */
      readonly from?: string
    }
  /** A program that would be told some things over REST, and opens no message. */
  | (NamedProgram & {
      readonly kind: 'program'
      readonly scopes: readonly Scope[]
      readonly asked: number
      readonly from?: string
    })

/** By their names in the address (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export type ProgramAsk = Readonly<Record<string, string>>

/** `host`: where the browser goes afterwards. */
export type ProgramRequest = NamedProgram & { readonly scopes: readonly Scope[]; readonly host: string }

export type ProgramAccess = NamedProgram & {
  readonly access: string
  readonly scopes: readonly Scope[]
  readonly since: number
  /** Missing for never. */
  readonly used?: number
}

export type RegisteredProgram = {
  readonly program: string
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly created: number
}

export type OwnPrograms = {
  readonly access: readonly ProgramAccess[]
  /** By the own account. */
  readonly registered: readonly RegisteredProgram[]
}

export type ProgramsCommands = {
  /** What waits under a code, as typed. `mistyped_code`, `unknown_code`, `code_not_genuine`. */
  lookAtCode: { params: { code: string }; value: CodeAsked }
  /**
   * Signs the device that shows the code in to the own account. `wrong_password`, `unknown_passkey`,
   * `passkey_needs_password`, `passkey_of_another`, and as `lookAtCode`.
   */
  admitDevice: { params: OwnProof & { code: string }; value: null }
  /** Gives the program that shows the code what it asks for. */
  admitProgram: { params: { code: string }; value: null }
  /** Tells whatever shows the code that it is not wanted. */
  denyCode: { params: { code: string }; value: null }
  /** What a program that has sent the browser here asks for, by the parameters of the address. `bad_program_request`. */
  lookAtProgram: { params: { ask: ProgramAsk }; value: ProgramRequest }
  /** Where the browser goes with the answer. */
  answerProgram: { params: { ask: ProgramAsk; allow: boolean }; value: { readonly address: string } }
  programs: { params: undefined; value: OwnPrograms }
  /** Its access ends at once. */
  revokeProgram: { params: { access: string }; value: null }
  /** `redirectUris`: none for a program that shows codes only. */
  registerProgram: {
    params: { name: string; redirectUris: readonly string[] }
    value: { readonly program: string }
  }
  /** With every access that it has, to anybody's account. */
  removeProgram: { params: { program: string }; value: null }
}
