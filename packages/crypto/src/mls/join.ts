// Joining a group by a Welcome (RFC 9420 §12.4.3.1), which must carry the ratchet tree and name a key package
// of this device. Every leaf is judged before the group is believed.

import type { ClientConfig } from 'ts-mls'
import { joinGroupWithExtensions } from 'ts-mls/clientState.js'
import { emptyPskIndex } from 'ts-mls/pskIndex.js'
import { type Advanced, advanceEpoch } from './epochs.ts'
import { isOurGroupContext } from './extensions.ts'
import { decodeFramed, sameBytes } from './framing.ts'
import type { Joined, JoinRequest, MlsDevice, MlsRefusal } from './interface.ts'
import { decodeKeyPackageSecret, isLastResort, type KeyPackageSecret } from './key-package.ts'
import { changedParts } from './parts.ts'
import type { Context } from './process.ts'
import { attempt, type Refused, refusal } from './refusal.ts'
import { epochOf, type GroupState, groupIdOf, memberAt } from './state.ts'
import { suiteName } from './suite/suite.ts'
import { checkJoinedTree } from './tree-check.ts'

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: MlsRefusal }

export async function joinByWelcome(
  request: JoinRequest,
  config: ClientConfig,
  { suite, auth }: Context,
): Promise<Outcome<Joined>> {
  const framed = decodeFramed(request.welcome, 'mls_welcome')
  if (!framed.ok) return framed
  const { welcome } = framed.value
  if (welcome.cipherSuite !== suiteName) return refusal('invalid_welcome', 'another cipher suite')
  const found = await findKeyPackage(
    welcome.secrets.map((secret) => secret.newMember),
    request,
  )
  if (!found.ok) return found
  const { ref, secret } = found.value
  const privateKeys = {
    initPrivateKey: secret.initPrivateKey,
    hpkePrivateKey: secret.leafPrivateKey,
    signaturePrivateKey: request.device.signaturePrivateKey,
  }
  const joined = await attempt('invalid_welcome', () =>
    joinGroupWithExtensions(
      welcome,
      secret.keyPackage,
      privateKeys,
      emptyPskIndex,
      suite,
      undefined,
      undefined,
      config,
    ),
  )
  if (!joined.ok) return joined
  const [current, , signer] = joined.value
  if (!isOurGroupContext(current.groupContext.extensions)) {
    return refusal('invalid_welcome', 'extensions that Sotto does not use')
  }
  const refused = await checkJoinedTree(current.ratchetTree, auth)
  if (refused !== undefined) return refused
  const { state, erase } = succeed(request.before, { current, past: [] })
  const committer = memberAt(current.ratchetTree, signer)
  if (committer === undefined) return refusal('invalid_welcome', 'from nobody in the group')
  return {
    ok: true,
    value: {
      state,
      parts: changedParts(undefined, state),
      erase: [secret.initPrivateKey, ...erase],
      committer,
      usedKeyPackageRef: ref,
      usedLastResort: isLastResort(secret.keyPackage),
    },
  }
}

/** What was sent in the epochs that this device knew may still come; it is opened as any late message (M-14). */
function succeed(before: GroupState | undefined, joined: GroupState): Advanced {
  const follows =
    before !== undefined &&
    sameBytes(groupIdOf(before), groupIdOf(joined)) &&
    epochOf(before) < epochOf(joined)
  return follows ? advanceEpoch(before, joined.current) : { state: joined, erase: [] }
}

async function findKeyPackage(
  refs: readonly Uint8Array[],
  { keyPackageSecret, device }: JoinRequest,
): Promise<{ ok: true; value: { ref: Uint8Array; secret: KeyPackageSecret } } | Refused> {
  for (const ref of refs) {
    const stored = await keyPackageSecret(ref)
    if (stored === undefined) continue
    const secret = decodeKeyPackageSecret(stored)
    if (secret === undefined || !isOwnPackage(secret, device)) {
      return refusal('corrupt_state', 'a key package that is not this device’s')
    }
    return { ok: true, value: { ref, secret } }
  }
  return refusal('no_key_package', 'names no key package of this device')
}

function isOwnPackage({ keyPackage }: KeyPackageSecret, device: MlsDevice): boolean {
  return sameBytes(keyPackage.leafNode.signaturePublicKey, device.signaturePublicKey)
}
