// people: the directory.

import type { PersonSnapshot } from '@sotto/client'
import { reachesServer, until, withDevice } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import type { Style } from '../terminal/style.ts'
import type { Run } from './command.ts'

export const people: Run = (call) =>
  withDevice(call, async (engine) => {
    if (!(await reachesServer(engine))) {
      throw new ExpectedFailure({
        code: 'offline',
        message: 'The server can’t be reached, and the directory is there.',
      })
    }
    const query = call.words[0] ?? ''
    const found = await until(engine, 'people', { query }, (snapshot) =>
      snapshot.complete ? snapshot.people : undefined,
    )
    if (found.length === 0) call.output.note('Nobody found.')
    for (const { account, presence, blocked } of found) {
      call.output.result({ account, presence }, (style) => lineOf({ account, presence, blocked }, style))
    }
  })

function lineOf(person: Pick<PersonSnapshot, 'account' | 'presence' | 'blocked'>, style: Style): string {
  const presence = person.presence === 'online' ? style.good(person.presence) : style.dim(person.presence)
  return `${person.account.padEnd(32)} ${presence}${person.blocked ? style.warn('  blocked') : ''}`
}
