// What this device keeps of the ways into its account, sealed in the store with everything else: what the server
// told of them last and what of that the person has seen; and, on the device that made it, the recovery code, so
// that the app can ask whether it was kept.

import { formatRecoveryCode, type RecoverySecret, recoverySigningKey } from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url, readShape, type Schemas } from '@sotto/wire'
import type { Statement } from '../../ports.ts'
import type { Database } from '../store/database.ts'
import { bytesOf, textOf } from '../store/rows.ts'
import type { FactorTimes, ToldFactors } from './own-factors.ts'

export type Told = Schemas['OwnAccount']
export type Times = Pick<Told, 'passwordChanged' | 'recoveryChanged' | 'recovered' | 'programAllowed'> &
  Partial<FactorTimes & { readonly ssoConnected: number; readonly ssoDisconnected: number }>

/** The code that was made here: when to ask for it, and how often that went well. */
export type KeptCode = {
  readonly secret: RecoverySecret
  /** Milliseconds since 1970. */
  readonly due: number
  readonly passed: number
  /** Which of its groups to ask for, from 1. */
  readonly groups: readonly number[]
}

export type Kept = {
  readonly told?: Told
  readonly factors?: ToldFactors
  readonly seen?: Times
  readonly code?: KeptCode
  /** A code that the server may or may not have taken: the answer was lost. */
  readonly unsure?: RecoverySecret
}

const names = ['ways.told', 'ways.factors', 'ways.seen', 'ways.code', 'ways.unsure'] as const

export async function readKept(db: Database): Promise<Kept> {
  const marks = names.map(() => '?').join(', ')
  const rows = await db.all(`SELECT name, value FROM settings WHERE name IN (${marks})`, names)
  const found = new Map(rows.map((row) => [textOf(row, 'name'), row]))
  const json = (name: (typeof names)[number]): unknown => {
    const row = found.get(name)
    return row === undefined ? undefined : JSON.parse(textOf(row, 'value'))
  }
  const told = readShape('OwnAccount', json('ways.told'))
  const factors = readShape('OwnFactors', json('ways.factors'))
  const seen = json('ways.seen') as Times | undefined
  const code = json('ways.code') as (Omit<KeptCode, 'secret'> & { secret: string }) | undefined
  const unsure = found.get('ways.unsure')
  return {
    ...(told.ok ? { told: told.value } : {}),
    ...(factors.ok ? { factors: factors.value } : {}),
    ...(seen === undefined ? {} : { seen }),
    ...(code === undefined ? {} : { code: { ...code, secret: secretIn(code.secret) } }),
    ...(unsure === undefined ? {} : { unsure: bytesOf(unsure, 'value') as RecoverySecret }),
  }
}

export const writeTold = (told: Told): Statement => writeSetting('ways.told', JSON.stringify(told))
export const writeFactors = (factors: ToldFactors): Statement =>
  writeSetting('ways.factors', JSON.stringify(factors))
export const writeSeen = (seen: Times): Statement => writeSetting('ways.seen', JSON.stringify(seen))
export const writeUnsure = (secret: RecoverySecret): Statement => writeSetting('ways.unsure', secret)

export function writeCode({ secret, ...rest }: KeptCode): Statement {
  return writeSetting('ways.code', JSON.stringify({ ...rest, secret: bytesToBase64url(secret) }))
}

export function forget(what: 'code' | 'unsure'): Statement {
  return { sql: 'DELETE FROM settings WHERE name = ?', params: [`ways.${what}`] }
}

/** As base64url, to compare with what the server tells. */
export function publicKeyOf(secret: RecoverySecret): string {
  return bytesToBase64url(recoverySigningKey(secret).publicKey)
}

export function groupsOf(secret: RecoverySecret): readonly string[] {
  return formatRecoveryCode(secret).split('-')
}

function secretIn(text: string): RecoverySecret {
  return (base64urlToBytes(text) ?? new Uint8Array()) as Uint8Array as RecoverySecret
}

function writeSetting(name: (typeof names)[number], value: string | Uint8Array): Statement {
  return { sql: 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', params: [name, value] }
}
