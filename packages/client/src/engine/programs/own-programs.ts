// Programs with access to the own account, and those that it has registered.

import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { OwnPrograms } from '../../api/programs.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { checkName } from '../session/own-devices.ts'

export async function ownPrograms(live: Live): Promise<Outcome<OwnPrograms>> {
  const told = await live.rest.get('OwnPrograms', { method: 'GET', path: routes.programs })
  if (!told.ok) return told
  const { access, registered } = told.value
  return {
    ok: true,
    value: {
      access: access.map(({ used, ...rest }) => ({ ...rest, ...(used === 0 ? {} : { used }) })),
      registered,
    },
  }
}

export function revokeProgram(live: Live, access: string): Promise<Outcome<null>> {
  return live.rest.tell({ method: 'DELETE', path: routes.programAccess(access) })
}

export async function registerProgram(
  live: Live,
  { name, redirectUris }: Commands['registerProgram']['params'],
): Promise<Outcome<{ program: string }>> {
  const plain = checkName(name)
  if (!plain.ok) return plain
  const json = { name: plain.value, redirectUris: redirectUris.map((one) => one.trim()) }
  return live.rest.get('ProgramRegistered', { method: 'POST', path: routes.programs, json })
}

export function removeProgram(live: Live, program: string): Promise<Outcome<null>> {
  return live.rest.tell({ method: 'DELETE', path: routes.program(program) })
}
