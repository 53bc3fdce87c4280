// Every size and count that the wire bounds, in one place; spec/PROTOCOL.md §L names them as rules.
// A server may configure lower ones and tells them in its hello; it never accepts more than these.

const KiB = 1024
const MiB = 1024 * KiB

export const limits = {
  /** Bytes of one sealed application message (an MLS PrivateMessage). */
  messageBytes: 64 * KiB,
  /** Bytes of one commit and its welcome together. */
  commitBytes: 4 * MiB,
  /** Bytes of one gateway frame, either way. */
  frameBytes: 4 * MiB + 64 * KiB,
  /** Bytes that a connection to the gateway may send before its welcome. */
  helloBytes: 16 * KiB,
  /** Bytes of one JSON body of the REST interface. */
  bodyBytes: 1 * MiB,
  /** Bytes of text in one message, before sealing, as UTF-8. */
  textBytes: 32 * KiB,
  /** Devices in one conversation. */
  membersPerConversation: 2000,
  /** Devices of one account. */
  devicesPerAccount: 32,
  /** Revocations of signed-out devices that the server keeps for an account, the newest. */
  revocationsPerAccount: 256,
  /** Passkeys of one account. */
  passkeysPerAccount: 20,
  /** Bytes of a passkey's id (WebAuthn §4). */
  passkeyIdBytes: 1023,
  /** Programs that an account has registered. */
  programsPerAccount: 20,
  /** Programs that have access to an account. */
  programAccessPerAccount: 50,
  /** Addresses that a program may send people back to, and bytes of one. */
  redirectUrisPerProgram: 8,
  redirectUriBytes: 512,
  /** Accounts named in one request. */
  accountsPerRequest: 200,
  /** Conversations of one account. */
  conversationsPerAccount: 10_000,
  /** One-time key packages the server keeps for a device. */
  keyPackagesPerDevice: 100,
  /** Bytes of one key package. */
  keyPackageBytes: 8 * KiB,
  /** Bytes of a sealed vault slot or an OPAQUE message. */
  smallBlobBytes: 4 * KiB,
  /** Requests a connection may have open at once. */
  openRequests: 256,
  /** Entries that may be on their way to a device before it acknowledges. */
  entriesInFlight: 512,
  /** Bytes that may be on their way to a device before it acknowledges (one entry may exceed it alone). */
  bytesInFlight: 1 * MiB,
  /** Accounts whose presence a connection may watch. */
  watchedAccounts: 1000,
  /** Messages a stranger may send before the request is answered. */
  messagesBeforeAccept: 20,
  /** Unanswered message requests one account may have open. */
  openMessageRequests: 50,
  /** Epochs behind the newest that an application message may be sealed in. */
  epochLag: 2,
  /** Answers of one directory search. */
  directoryAnswers: 50,
  /** Accounts looked up in the key log at once. */
  lookUpsAtOnce: 64,
  /** Entries of the key log, or versions of an account, in one answer. */
  logEntriesPerPage: 200,
  /** Bytes of one sealed record of an account. */
  recordBytes: 128 * KiB,
  /** Sealed records of one account, deleted ones too. */
  recordsPerAccount: 100_000,
  /** Bytes of all sealed records of one account. */
  recordBytesPerAccount: 1024 * MiB,
  /** Sealed records written or asked for in one request, and changes in one answer. */
  recordsPerRequest: 512,
  /** Bytes of sealed records in one answer (one record may exceed it alone). */
  recordBytesPerAnswer: 4 * MiB,
  /** Bytes of an account's sealed profile, of its sealed status, and of the picture inside the profile. */
  profileBytes: 96 * KiB,
  statusBytes: 2 * KiB,
  pictureBytes: 64 * KiB,
  /** Accounts whose profiles are asked for at once. */
  profilesPerRequest: 100,
  /** Bytes of profiles in one answer (one may exceed it alone). */
  profileBytesPerAnswer: 2 * MiB,
  /** Profile keys told in one message. */
  profilesPerWord: 500,
  /** Bytes of one sealed parcel that a member leaves for another's device. */
  parcelBytes: 128 * KiB,
  /** Parcels that one account may leave for one device in one conversation: the parts of one handing over. */
  parcelsPerHandover: 128,
  /** Parcels that one account has left in all and nobody has fetched. */
  parcelsPerAccount: 1024,
  /** Parcels in one request. */
  parcelsPerRequest: 5,
  /** Days after which a parcel that nobody has fetched is deleted. */
  parcelDays: 7,
  /** Messages that one handing over brings at most, the newest. */
  messagesPerHandover: 10_000,
} as const
