// Checks for the passive client scenarios of mlswg's test-vectors.md: somebody joins and follows along.

import {
  bytesToBase64,
  type CiphersuiteImpl,
  type ClientState,
  decodeMlsMessage,
  joinGroup,
  makePskIndex,
  processMessage,
} from 'ts-mls'
import { acceptAll } from 'ts-mls/incomingMessageAction.js'
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js'
import { expect } from 'vitest'
import { decoded, hex, suiteFor, toHex } from './load.ts'

export type PassiveCase = {
  cipher_suite: number
  external_psks: { psk_id: string; psk: string }[]
  key_package: string
  signature_priv: string
  encryption_priv: string
  init_priv: string
  welcome: string
  ratchet_tree: string | null
  initial_epoch_authenticator: string
  epochs: { proposals: string[]; commit: string; epoch_authenticator: string }[]
}

type Psks = Record<string, Uint8Array>

export async function checkPassiveClient(x: PassiveCase): Promise<void> {
  const suite = await suiteFor(x.cipher_suite)
  const psks: Psks = Object.fromEntries(
    x.external_psks.map(({ psk_id, psk }) => [bytesToBase64(hex(psk_id)), hex(psk)]),
  )
  let state = await join(x, psks, suite)
  expect(toHex(state.keySchedule.epochAuthenticator)).toBe(x.initial_epoch_authenticator)
  for (const epoch of x.epochs) {
    for (const message of [...epoch.proposals, epoch.commit]) {
      state = await follow(state, hex(message), psks, suite)
    }
    expect(toHex(state.keySchedule.epochAuthenticator)).toBe(epoch.epoch_authenticator)
  }
}

async function join(x: PassiveCase, psks: Psks, suite: CiphersuiteImpl): Promise<ClientState> {
  const keyPackage = decoded(decodeMlsMessage(hex(x.key_package), 0), hex(x.key_package))
  const welcome = decoded(decodeMlsMessage(hex(x.welcome), 0), hex(x.welcome))
  if (keyPackage.wireformat !== 'mls_key_package' || welcome.wireformat !== 'mls_welcome') throw new Error()
  const tree = x.ratchet_tree === null ? undefined : decodeRatchetTree(hex(x.ratchet_tree), 0)?.[0]
  const keys = {
    hpkePrivateKey: hex(x.encryption_priv),
    initPrivateKey: hex(x.init_priv),
    signaturePrivateKey: hex(x.signature_priv),
  }
  return joinGroup(welcome.welcome, keyPackage.keyPackage, keys, makePskIndex(undefined, psks), suite, tree)
}

async function follow(
  state: ClientState,
  bytes: Uint8Array,
  psks: Psks,
  suite: CiphersuiteImpl,
): Promise<ClientState> {
  const message = decoded(decodeMlsMessage(bytes, 0), bytes)
  if (message.wireformat !== 'mls_private_message' && message.wireformat !== 'mls_public_message') {
    throw new Error('not a message')
  }
  const { newState } = await processMessage(message, state, makePskIndex(state, psks), acceptAll, suite)
  return newState
}
