// The commands around codes and programs, of the in-memory engine: a code of twelve is a device's, one of eight a
// program's, and one of zeros nobody's.

import type { CodeAsked, OwnPrograms, ProgramRequest } from '@sotto/client'
import { scopes } from '@sotto/wire'
import type { CommandTable } from './command-table.ts'
import { deviceId } from './ids.ts'
import type { World } from './world.ts'

const program = { program: `p_${'A'.repeat(22)}`, name: 'Status board', by: 'dora' }
const wanted: ProgramRequest = { ...program, scopes: [...scopes], host: 'board.example.org' }

export const somePrograms: OwnPrograms = {
  access: [
    { ...program, access: `g_${'A'.repeat(22)}`, scopes: ['profile:read', 'people:read'], since: 1.79e12 },
    {
      ...{ program: `p_${'B'.repeat(22)}`, name: 'Night watch', by: 'alice', access: `g_${'B'.repeat(22)}` },
      ...{ scopes: ['devices:read'] as const, since: 1.78e12, used: 1.79e12 },
    },
  ],
  registered: [
    {
      ...{ program: `p_${'B'.repeat(22)}`, name: 'Night watch', created: 1.78e12 },
      redirectUris: ['https://night.example.org/a/rather/long/address/to/come/back/to'],
    },
  ],
}

type Setting = { readonly world: World; readonly change: (act: (world: World) => void) => void }
type ProgramTable = Pick<
  CommandTable,
  | 'askForSignIn'
  | 'awaitSignIn'
  | 'stopAskingForSignIn'
  | 'lookAtCode'
  | 'admitDevice'
  | 'admitProgram'
  | 'denyCode'
  | 'lookAtProgram'
  | 'answerProgram'
  | 'programs'
  | 'revokeProgram'
  | 'registerProgram'
  | 'removeProgram'
>

const done = { ok: true, value: null } as const

export function programsOn({ world, change }: Setting): ProgramTable {
  const set = (programs: Partial<OwnPrograms>) => {
    change(() => {
      world.programs = { ...world.programs, ...programs }
    })
    return done
  }
  return {
    askForSignIn: ({ server }) => ({ ok: true, value: askedAt(server) }),
    awaitSignIn: () => ({ ok: true, value: { account: world.own, device: deviceId(1) } }),
    stopAskingForSignIn: () => done,
    lookAtCode: ({ code }) => {
      const asked = askedBy(code.replace(/[^0-9a-z]/gi, ''))
      return asked === undefined ? unknownCode : { ok: true, value: asked }
    },
    admitDevice: () => done,
    admitProgram: () =>
      set({ access: [...world.programs.access, { ...wanted, access: 'g_new', since: 1.79e12 }] }),
    denyCode: () => done,
    lookAtProgram: ({ ask }) => (ask.client_id === undefined ? unclear : { ok: true, value: wanted }),
    answerProgram: ({ allow }) => ({
      ok: true,
      value: { address: `https://board.example.org/done?${allow ? 'code=x' : 'error=access_denied'}` },
    }),
    programs: () => ({ ok: true, value: world.programs }),
    revokeProgram: ({ access: id }) =>
      set({ access: world.programs.access.filter((one) => one.access !== id) }),
    registerProgram: ({ name, redirectUris }) => {
      const made = { program: `p_${'C'.repeat(22)}`, name, redirectUris, created: 1.79e12 }
      set({ registered: [...world.programs.registered, made] })
      return { ok: true, value: { program: made.program } }
    },
    removeProgram: ({ program: id }) =>
      set({ registered: world.programs.registered.filter((one) => one.program !== id) }),
  }
}

function askedAt(server: string) {
  const code = 'K7QM-94TN-WX3B'
  return {
    ticket: 'one',
    code,
    address: `${server}/device`,
    link: `${server}/device#${code}`,
    expires: 1.79e12,
  }
}

function askedBy(code: string): CodeAsked | undefined {
  const asked = { asked: Date.now() - 30_000, from: '198.51.100.0/24' }
  if (/^0*$/.test(code)) return undefined
  return code.length === 8
    ? { kind: 'program', ...program, scopes: ['profile:read', 'people:read'], ...asked }
    : { kind: 'device', ...asked }
}

const unknownCode = {
  ok: false,
  error: {
    code: 'unknown_code',
    message: 'Nothing waits with this code. Look at it again, or ask for another one.',
  },
} as const

const unclear = {
  ok: false,
  error: {
    code: 'bad_program_request',
    message: 'The program has not said clearly what it asks for. Nothing was given to it.',
  },
} as const
