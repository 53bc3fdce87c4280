// key: the safety number with somebody, whether it was compared, and the decision about one that has changed.

import type { Engine, KeySnapshot } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import encodeQR from 'qr'
import { ask, withDevice } from '../device.ts'
import { UsageError } from '../errors.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { accountOf } from './target.ts'

type Act = (engine: Engine, account: AccountName, number: string) => Promise<unknown>

const acts: Readonly<Record<string, Act>> = {
  accept: (engine, account, number) => ask(engine, 'acceptKey', { account, number }),
  reject: (engine, account, number) => ask(engine, 'rejectKey', { account, number }),
  verify: (engine, account, number) =>
    number.startsWith(codeBegins)
      ? ask(engine, 'verifyByCode', { account, code: number })
      : ask(engine, 'verifyKey', { account, number }),
}
const codeBegins = 'SOTTO:'

export const key: Run = (call) => {
  const [first = '', second, ...rest] = call.words
  if (second === undefined) return show(call, accountOf(first))
  if (first === 'unverify') {
    return show(call, accountOf(second), (engine, account) => ask(engine, 'unverifyKey', { account }))
  }
  const act = Object.hasOwn(acts, first) ? acts[first] : undefined
  const number = rest.join(' ')
  if (act === undefined) throw new UsageError(`sotto key has no "${first}".`, 'key')
  if (number === '') throw new UsageError('Name the safety number that you have looked at.', 'key')
  return show(call, accountOf(second), (engine, account) => act(engine, account, number))
}

function show(
  call: Call,
  account: AccountName,
  act?: (engine: Engine, account: AccountName) => Promise<unknown>,
): Promise<void> {
  return withDevice(call, async (engine) => {
    await act?.(engine, account)
    const found = await ask(engine, 'key', { account })
    call.output.result({ ...found }, (style) => linesOf(found, style))
  })
}

function linesOf(found: KeySnapshot, style: Style): string {
  const { account, number, words, declined, offered, verifiedAt } = found
  return [
    `Safety number with ${style.name(account)}: ${number}`,
    `In words: ${words}`,
    verifiedAt === undefined
      ? style.dim('Not compared yet.')
      : style.good(`Compared on ${timeText(verifiedAt)}.`),
    ...(declined === undefined ? [] : [style.dim(`Declined: ${declined}`)]),
    ...(offered === undefined ? howToCompare(found) : howToDecide(account, offered, style)),
  ].join('\n')
}

function howToCompare({ account, code, verifiedAt }: KeySnapshot): readonly string[] {
  if (verifiedAt !== undefined) return []
  return [
    '',
    encodeQR(code, 'ascii').trimEnd(),
    '',
    `${account}’s camera can read this. Or compare the words on a call; the same on both sides:`,
    `  sotto key verify ${account} WORDS…`,
  ]
}

function howToDecide(account: AccountName, offered: string, style: Style): readonly string[] {
  return [
    style.warn(`It has changed. New number: ${offered}`),
    `Sending to ${account} waits. Ask them by another way whether it was them, then:`,
    `  sotto key accept ${account} ${offered}`,
    `  sotto key reject ${account} ${offered}`,
  ]
}
