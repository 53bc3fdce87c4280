// Whom the leaves of a group belong to. MLS has checked every credential on its way in, so this only reads.

import { type DeviceCredential, type Member, unsafeReadDeviceCredential } from '@sotto/crypto'
import type { AccountName, DeviceId } from '@sotto/wire'

export type Leaf = { readonly leafIndex: number; readonly account: AccountName; readonly device: DeviceId }

const read = new WeakMap<Uint8Array, DeviceCredential>()

export function holderOf(member: Member): DeviceCredential {
  const known = read.get(member.credential)
  if (known !== undefined) return known
  const credential = unsafeReadDeviceCredential(member.credential)
  if (!credential.ok) throw new Error('a leaf whose credential was never checked')
  read.set(member.credential, credential.value)
  return credential.value
}

export function leavesOf(members: readonly Member[]): readonly Leaf[] {
  return members.map((member) => {
    const { account, device } = holderOf(member)
    return { leafIndex: member.leafIndex, account, device }
  })
}
