// Every command by which one enters an account on a profile: where to, as whom, and that nobody wipes another's
// history by it.

import type { Engine } from '@sotto/client'
import { type SignedOut, serverOf, withEngine } from '../device.ts'
import { ExpectedFailure } from '../errors.ts'
import type { Call } from './command.ts'

type Address = { readonly server: string; readonly account: string; readonly forget?: boolean }

/** The account is the command's first word; where there is none, it turns out later whose it is. */
export function withEntrance(
  call: Call,
  use: (engine: Engine, address: Address) => Promise<void>,
): Promise<void> {
  return withEngine(call, async (engine, session) => {
    const server = serverOf(call)
    const [account = ''] = call.words
    const forget = call.options.forget === true
    if (session.state === 'signed-out' && !forget) {
      checkKept(session, { server, account: account.trim().toLowerCase() })
    }
    await use(engine, { server, account, ...(forget ? { forget } : {}) })
  })
}

/** Entering as somebody else, or elsewhere, would wipe the history that is kept here: nobody is to do it unawares. */
function checkKept({ kept }: SignedOut, wanted: Address): void {
  if (kept === undefined) return
  if (kept.server !== wanted.server) {
    throw new ExpectedFailure({
      code: 'other_server',
      message: `This profile holds the history of ${kept.account} at ${kept.server}. Sign in there with --server ${kept.server}, use another --profile for ${wanted.server}, or erase it with --forget.`,
    })
  }
  if (wanted.account === '' || kept.account === wanted.account) return
  throw new ExpectedFailure({
    code: 'other_account',
    message: `This profile holds the history of ${kept.account}; use another --profile for ${wanted.account}, or erase it with --forget.`,
  })
}
