// export, import: the own history as a file.

import { resolve } from 'node:path'
import type { Engine } from '@sotto/client'
import { ask, catchUp, olderArrived, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { readSecret } from '../terminal/input.ts'
import { type Call, promptingOf, type Run } from './command.ts'
import { readOwn, writeOwn } from './files.ts'

/** What the engine takes, and some more, so that it is the engine that says so. */
const longestFile = 257 * 1024 * 1024

const copyPassword = { variable: 'SOTTO_FILE_PASSWORD', question: 'Password of the copy' } as const
const kinds = ['json', 'html'] as const

export const exportHistory: Run = (call) => {
  const as = kindOf(call)
  return withDevice(call, async (engine, { account }) => {
    await bringWhatThereIs(engine)
    const made = await ask(
      engine,
      'exportHistory',
      as === 'sealed' ? { as, password: await passwordOf(call, true) } : { as },
    )
    const file = resolve(call.words[0] ?? '')
    await writeOwn(file, made.bytes)
    call.output.result({ account, file, complete: made.complete }, (style) =>
      [
        `The history of ${style.name(account)} is in ${file}.`,
        as === 'sealed'
          ? 'It opens with the password you chose, on the devices of this account: sotto import FILE'
          : style.warn('It is not sealed: whoever has the file can read it.'),
        ...(made.complete
          ? []
          : [style.warn('Older messages have not arrived on this device yet, and are not in it.')]),
      ].join('\n'),
    )
  })
}

export const importHistory: Run = (call) =>
  withDevice(call, async (engine, { account }) => {
    const path = resolve(call.words[0] ?? '')
    const bytes = await readOwn(path, { what: 'copy of a history', longest: longestFile })
    const password = await passwordOf(call, false)
    await bringWhatThereIs(engine)
    const { messages } = await ask(engine, 'importHistory', { bytes: new Uint8Array(bytes), password })
    call.output.result({ account, messages }, () =>
      messages === 0
        ? 'Everything in this copy is here already, or was deleted since.'
        : `${messages} ${messages === 1 ? 'message' : 'messages'} came.`,
    )
  })

function kindOf({ options }: Call): 'sealed' | (typeof kinds)[number] {
  if (options.as === undefined) return 'sealed'
  const kind = kinds.find((one) => one === options.as)
  if (kind === undefined) throw new UsageError('--as must be json or html.', 'export')
  return kind
}

/** What the server has for this device is a part of its history. */
async function bringWhatThereIs(engine: Engine): Promise<void> {
  if ((await catchUp(engine)) !== 'unreachable') await olderArrived(engine)
}

function passwordOf(call: Call, fresh: boolean): Promise<string> {
  return readSecret(promptingOf(call), { ...copyPassword, fresh })
}
