// The second factors of the own account as this device was told of them last, as screens have them, and what has
// changed since the person looked.

import { openPasskeyName } from '@sotto/crypto'
import { base64urlToBytes, type Schemas } from '@sotto/wire'
import type { AccountSnapshot, FactorsSnapshot, PasskeySnapshot } from '../../api/account.ts'

export type ToldFactors = Schemas['OwnFactors']
export type FactorTimes = ToldFactors['changed']

type Alert = AccountSnapshot['alerts'][number]

export function factorsSnapshot(rootKey: Uint8Array, told: ToldFactors): FactorsSnapshot {
  const { policy, authenticator, backupCodes, passkeys } = told
  return {
    policy,
    missing: policy === 'required' && !authenticator && passkeys.length === 0,
    authenticator,
    backupCodes,
    passkeys: passkeys.map((one) => passkeySnapshot(rootKey, one)),
  }
}

function passkeySnapshot(
  rootKey: Uint8Array,
  { id, name, used, ...rest }: ToldFactors['passkeys'][number],
): PasskeySnapshot {
  const bytes = (text: string) => base64urlToBytes(text) ?? new Uint8Array()
  const opened = openPasskeyName(rootKey, bytes(id), bytes(name))
  // a name that was not sealed by this account is none
  return { ...rest, id, name: opened.ok ? opened.value : '', ...(used === 0 ? {} : { used }) }
}

const names = {
  authenticatorAdded: 'authenticator-added',
  authenticatorRemoved: 'authenticator-removed',
  passkeyAdded: 'passkey-added',
  passkeyRemoved: 'passkey-removed',
  backupCodesMade: 'backup-codes-made',
  backupCodeUsed: 'backup-code-used',
} as const satisfies Record<keyof FactorTimes, Alert['what']>

/** Backup codes that came with a factor are told with it. */
export function factorAlerts(told: FactorTimes, seen: Partial<FactorTimes>): readonly Alert[] {
  const { authenticatorAdded, passkeyAdded, backupCodesMade } = told
  const came = (Object.keys(names) as (keyof FactorTimes)[]).filter(
    (name) => told[name] > (seen[name] ?? told[name]),
  )
  const isApart = backupCodesMade !== authenticatorAdded && backupCodesMade !== passkeyAdded
  return came
    .filter((name) => name !== 'backupCodesMade' || isApart)
    .map((name) => ({ what: names[name], at: told[name] }))
}
