// key: the safety number with somebody, and the decision about one that has changed.

import type { Engine, KeySnapshot } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import { ask, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import type { Style } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { accountOf } from './target.ts'

export const key: Run = (call) => {
  const [first = '', second, ...digits] = call.words
  if (second === undefined) return show(call, accountOf(first))
  const number = digits.join(' ')
  if (first !== 'accept' && first !== 'reject') throw new UsageError(`sotto key has no "${first}".`, 'key')
  if (number === '') throw new UsageError('Name the safety number that you have looked at.', 'key')
  const command = first === 'accept' ? 'acceptKey' : 'rejectKey'
  return show(call, accountOf(second), (engine, account) => ask(engine, command, { account, number }))
}

function show(
  call: Call,
  account: AccountName,
  decide?: (engine: Engine, account: AccountName) => Promise<null>,
): Promise<void> {
  return withDevice(call, async (engine) => {
    await decide?.(engine, account)
    const found = await ask(engine, 'key', { account })
    call.output.result({ ...found }, (style) => linesOf(found, style))
  })
}

function linesOf({ account, number, offered, declined }: KeySnapshot, style: Style): string {
  return [
    `Safety number with ${style.name(account)}: ${number}`,
    ...(declined === undefined ? [] : [style.dim(`Declined: ${declined}`)]),
    ...(offered === undefined
      ? []
      : [
          style.warn(`It has changed. New number: ${offered}`),
          `Sending to ${account} waits. Ask them by another way whether it was them, then:`,
          `  sotto key accept ${account} ${offered}`,
          `  sotto key reject ${account} ${offered}`,
        ]),
  ].join('\n')
}
