/** Who holds a leaf of a group (RFC 9420 §5.3). */
export type Member = {
  readonly leafIndex: number
  /** Opaque bytes, the identity of a BasicCredential. */
  readonly credential: Uint8Array
  /** Ed25519, 32 bytes. */
  readonly signatureKey: Uint8Array
}
