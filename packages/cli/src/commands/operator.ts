// operator: the accounts of a server, for whoever runs it on this machine.

import { resolve } from 'node:path'
import { accountsPerPage, type OperatorSchemas } from '@sotto/wire'
import { UsageError } from '../errors.ts'
import { type OperatorDoor, openOperatorDoor } from '../operator-door.ts'
import { type Style, timeText } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { accountOf } from './target.ts'

type Account = OperatorSchemas['Account']

const acts: Readonly<Record<string, (door: OperatorDoor, path: string) => Promise<Account>>> = {
  show: (door, path) => door.ask('Account', 'GET', path),
  disable: (door, path) => door.ask('Account', 'POST', `${path}/disable`),
  enable: (door, path) => door.ask('Account', 'POST', `${path}/enable`),
  disconnect: (door, path) => door.ask('Account', 'POST', `${path}/disconnect`),
  signout: (door, path) => door.ask('Account', 'POST', `${path}/sign-out`),
}

export const operator: Run = async (call) => {
  const [action = '', named] = call.words
  const act = Object.hasOwn(acts, action) ? acts[action] : undefined
  if (action !== 'accounts' && action !== 'delete' && act === undefined)
    throw new UsageError(`sotto operator has no "${action}".`, 'operator')
  if (action === 'accounts') return list(call, named ?? '')
  if (named === undefined) throw new UsageError('Which account?', 'operator')
  const path = `/accounts/${accountOf(named)}`
  if (act === undefined) return remove(call, named, path)
  const account = await act(doorOf(call), path)
  call.output.result({ ...account }, (style) => lineOf(account, style))
}

function doorOf({ options, world }: Call): OperatorDoor {
  const given = typeof options.data === 'string' ? options.data : world.env.SOTTO_DATA
  return openOperatorDoor(resolve(given === undefined || given === '' ? 'data' : given))
}

async function list(call: Call, query: string): Promise<void> {
  const door = doorOf(call)
  for (let after = ''; ; ) {
    const page = new URLSearchParams({ query, after })
    const { accounts } = await door.ask('Accounts', 'GET', `/accounts?${page}`)
    for (const one of accounts) call.output.result({ ...one }, (style) => lineOf(one, style))
    after = accounts.at(-1)?.account ?? ''
    if (accounts.length < accountsPerPage) return
  }
}

function lineOf({ account, created, disabled, devices, sessions, lastSeen }: Account, style: Style): string {
  const seen = lastSeen === 0 ? '' : `  last seen ${timeText(lastSeen)}`
  const state = disabled === undefined ? '' : style.warn(`  disabled since ${timeText(disabled)}`)
  const counts = `${devices} devices, ${sessions} signed in`
  return `${style.name(account.padEnd(32))} ${counts}  ${style.dim(`since ${timeText(created)}${seen}`)}${state}`
}

/** Nothing that can't be undone without saying so. */
async function remove(call: Call, account: string, path: string): Promise<void> {
  if (call.options.yes !== true) {
    throw new UsageError(
      `Deleting ${account} can’t be undone. Say that you mean it: sotto operator delete ${account} --yes`,
      'operator',
    )
  }
  const told = await doorOf(call).ask('Removed', 'DELETE', path)
  call.output.result({ ...told }, (style) => removedText(told, style))
}

const keptWords: Readonly<Record<string, string>> = {
  name: 'the name, so that nobody else takes it',
  key_log: 'hashes in the key log, which can’t be changed without everybody noticing',
  sent_entries: 'sealed messages on their way to others, until they are fetched or too old',
  others_copies: 'what others have received, on their devices and in their sealed archives',
  group_leaves: 'its devices in groups, where nothing reaches them, until a member removes them',
  backups: 'older backups of the data folder',
}

function removedText({ account, removed, kept }: OperatorSchemas['Removed'], style: Style): string {
  const { devices, keyPackages, records, recordBytes, conversations } = removed
  return [
    `${style.name(account)} is deleted.`,
    `Gone: password record, sealed keys, blocks and known networks, ${devices} devices with ${keyPackages} key packages,`,
    `  ${records} sealed records (${recordBytes} bytes), its place in ${conversations} conversations.`,
    'What stays:',
    ...kept.map((one) => `  ${keptWords[one] ?? one}`),
  ].join('\n')
}
