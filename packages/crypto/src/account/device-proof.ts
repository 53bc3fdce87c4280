// A device's proof, at a sign-in, that it holds its key (spec/accounts.md A-20): so a new device is added, and one
// that is still registered comes back as itself. Bound to the one sign-in by the challenge.

import { ed25519 } from '@noble/curves/ed25519.js'
import { type AccountName, type DeviceId, encodeCbor, idBytes } from '@sotto/wire'

const label = 'Sotto 1 device proof'
const proofLength = 64

/** `challenge`: the device token that the sign-in gave. */
export type ProofOf = {
  readonly account: AccountName
  readonly device: DeviceId
  readonly challenge: string
}

/** 64 bytes. `deviceKey`: the Ed25519 seed of the device. */
export function proveDevice(of: ProofOf, deviceKey: Uint8Array): Uint8Array {
  return ed25519.sign(signed(of), deviceKey)
}

/** `signatureKey`: the device's, as its credential says. */
export function isProofOfDevice(of: ProofOf, proof: Uint8Array, signatureKey: Uint8Array): boolean {
  return proof.length === proofLength && ed25519.verify(proof, signed(of), signatureKey, { zip215: false })
}

function signed({ account, device, challenge }: ProofOf): Uint8Array {
  return encodeCbor([label, account, idBytes(device), challenge])
}
