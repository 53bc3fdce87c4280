// The shapes of the REST interface, as TypeBox (JSON Schema) definitions: the server validates with
// them and writes its OpenAPI page from them, the client's types come from them. Bytes are base64url
// text without padding. Times are milliseconds since 1970.

import Type, { type Static } from 'typebox'
import { limits } from './limits.ts'
import { factorSchemas, SecondFactorAsked } from './rest-factors.ts'
import {
  Attempt,
  base64url,
  Device,
  idText,
  Key,
  Name,
  Network,
  Signature,
  Small,
  strict,
  Time,
  Token,
} from './rest-fields.ts'
import { profileSchemas } from './rest-profiles.ts'
import { programSchemas } from './rest-programs.ts'
import { OwnConnection, Provider, ssoSchemas } from './rest-sso.ts'

const Conversation = idText('c', 22)
const Hash = base64url(32)
/** Hashes of 32 bytes, one after the other: a proof has one for each level of a tree, at most 256. */
const Hashes = base64url(256 * 32)
/** What the map of newest states shows at an index: an entry or nothing, and the siblings from the root down. */
const MapProof = Type.Object({ found: Type.Optional(base64url(128)), path: Hashes })
const LogEntry = base64url(256)
const KeyPackage = base64url(limits.keyPackageBytes)
const Revocations = Type.Array(Small, { maxItems: limits.revocationsPerAccount })
/** A proof of work, where the server has asked for one (`work_required`). */
const Work = Type.Object({ challenge: Small, counter: Type.Integer({ minimum: 0 }) }, strict)
/** 16 to 32 bytes that the client has chosen. */
const RecordId = Type.String({ pattern: '^[A-Za-z0-9_-]{22,43}$' })
const RecordBytes = base64url(limits.recordBytes)
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Kind = Type.Union([Type.Literal('direct'), Type.Literal('group')])
const Status = Type.Union([Type.Literal('online'), Type.Literal('away'), Type.Literal('offline')])

export const schemas = {
  /** RFC 9457, media type application/problem+json. */
  Problem: Type.Object({
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    retryAfter: Type.Optional(Time),
    /** With `work_required`: the proof of work that the same request has to bring. */
    challenge: Type.Optional(Small),
    /** With `second_factor_required` and `sso_required`. */
    secondFactor: Type.Optional(SecondFactorAsked),
  }),
  ServerInfo: Type.Object({
    name: Type.String(),
    version: Type.String(),
    protocol: Type.Integer(),
    limits: Type.Record(Type.String(), Type.Integer()),
    sso: Type.Optional(Provider),
  }),

  /** Sign-up, first half (RFC 9807 §5.1): the OPAQUE registration request and response. */
  RegistrationStart: Type.Object({ account: Name, request: Small }, strict),
  RegistrationStarted: Type.Object({ response: Small }),
  /** Sign-up, second half: the account comes to be, with its first device signed in. */
  RegistrationFinish: Type.Object(
    {
      account: Name,
      record: Small,
      accountKey: Key,
      /** The root key sealed under each way in. */
      vault: Type.Object({ password: Small, recovery: Small }, strict),
      /** The public half of the key behind the recovery code. */
      recoveryKey: Key,
      credential: Small,
      work: Type.Optional(Work),
      ticket: Type.Optional(Token),
    },
    strict,
  ),
  /** Sign-in (RFC 9807 §6): KE1 out, KE2 back, then KE3. An unknown name is answered like a known one. */
  SignInStart: Type.Object({ account: Name, request: Small, work: Type.Optional(Work) }, strict),
  SignInStarted: Type.Object({ signIn: Attempt, response: Small }),
  SignInFinish: Type.Object({ signIn: Attempt, finish: Small, ticket: Type.Optional(Token) }, strict),
  /** Proof of the password: opens the vault and lets one device be added, or come back, within five minutes. */
  SignedIn: Type.Object({
    account: Name,
    accountKey: Key,
    vault: Type.Object({ password: Small }),
    deviceToken: Token,
  }),
  /** Sign-in without the password: a challenge, whether or not anybody has the name. */
  ProofStart: Type.Object(
    {
      account: Name,
      way: Type.Union([Type.Literal('recovery'), Type.Literal('key')]),
      work: Type.Optional(Work),
    },
    strict,
  ),
  /** `serverKey`: the server's long-term OPAQUE public key. */
  ProofStarted: Type.Object({ attempt: Attempt, challenge: Key, serverKey: Key }),
  /** Signed by the key behind the recovery code, or by the account key. */
  ProofFinish: Type.Object({ attempt: Attempt, signature: Signature, ticket: Type.Optional(Token) }, strict),
  /**
   * What somebody gets who has shown a way in. A proof of the password, the account key or a passkey counts as
   * `deviceToken`; one of the recovery code is for `Recovered` alone.
   */
  Proved: Type.Object({
    account: Name,
    accountKey: Key,
    /** The slot of the way by which one came, where there is one. */
    vault: Type.Object({
      password: Type.Optional(Small),
      recovery: Type.Optional(Small),
      passkey: Type.Optional(Small),
    }),
    proof: Token,
    /** After a second factor: stands for it in further proofs of the next five minutes. */
    pass: Type.Optional(Token),
  }),
  /** For a new password: the OPAQUE registration request; the answer is a `RegistrationStarted`. */
  PasswordStart: Type.Object({ proof: Token, request: Small }, strict),
  /** `signature`: the account key's word for what is set under this proof. */
  PasswordChange: Type.Object({ proof: Token, record: Small, slot: Small, signature: Signature }, strict),
  RecoveryChange: Type.Object({ proof: Token, recoveryKey: Key, slot: Small, signature: Signature }, strict),
  /** With a proof of the recovery code: password and code anew, and a device added. The answer is its session. */
  Recovered: Type.Object(
    {
      proof: Token,
      record: Small,
      vault: Type.Object({ password: Small, recovery: Small }, strict),
      recoveryKey: Key,
      signature: Signature,
      credential: Small,
      /** As in `AddDevice`. */
      deviceProof: Small,
    },
    strict,
  ),
  /** The own account: when each of its ways in was changed last, 0 for as it was made. */
  OwnAccount: Type.Object({
    account: Name,
    /** Missing for a code that was made before codes could sign in. */
    recoveryKey: Type.Optional(Key),
    passwordChanged: Time,
    recoveryChanged: Time,
    /** When somebody came in by the recovery code. */
    recovered: Time,
    /** When a program was last allowed something (OA-11). */
    programAllowed: Time,
    sso: Type.Optional(OwnConnection),
  }),
  /** Leaves the token to be used. */
  KnownDevices: Type.Object({ deviceToken: Token }, strict),
  /** `proof`: the device's signature over this sign-in. */
  AddDevice: Type.Object({ deviceToken: Token, credential: Small, proof: Small }, strict),
  /** A session of one device. `accessToken` is a JWT of 30 minutes; `refreshToken` lives 7 days (S-2). */
  Session: Type.Object({
    account: Name,
    device: Device,
    accessToken: Token,
    accessExpires: Time,
    refreshToken: Token,
    refreshExpires: Time,
  }),
  /** `successor`: 32 random bytes, the refresh token that the device wants next; the same when it asks again. */
  Refresh: Type.Object({ refreshToken: Token, successor: Key }, strict),

  /** Signs a device out for good, by the account's own word: a device revocation. */
  RevokeDevice: Type.Object({ revocation: Small }, strict),
  OwnDevices: Type.Object({
    devices: Type.Array(
      Type.Object({
        device: Device,
        credential: Small,
        added: Time,
        lastSeen: Time,
        current: Type.Boolean(),
        /** Sealed; told once it has been named. */
        name: Type.Optional(Small),
        /** Networks, such as `198.51.100.0/24`. */
        addedFrom: Type.Optional(Network),
        seenFrom: Type.Optional(Network),
      }),
    ),
    revocations: Revocations,
  }),
  DeviceName: Type.Object({ name: Small }, strict),
  KeyPackageUpload: Type.Object(
    {
      oneTime: Type.Array(KeyPackage, { maxItems: limits.keyPackagesPerDevice }),
      lastResort: Type.Optional(KeyPackage),
    },
    strict,
  ),
  KeyPackageCount: Type.Object({ oneTime: Type.Integer(), lastResort: Type.Boolean() }),
  /** Takes one key package of each device of each account (and of just these devices, where named). */
  KeyPackageClaim: Type.Object(
    {
      accounts: Type.Array(Name, { minItems: 1, maxItems: limits.accountsPerRequest }),
      devices: Type.Optional(Type.Array(Device, { maxItems: limits.membersPerConversation })),
    },
    strict,
  ),
  KeyPackagesClaimed: Type.Object({
    devices: Type.Array(
      Type.Object({ account: Name, accountKey: Key, device: Device, keyPackage: KeyPackage }),
    ),
  }),

  People: Type.Object({
    people: Type.Array(Type.Object({ account: Name, accountKey: Key, status: Status, lastSeen: Time })),
  }),
  Person: Type.Object({ account: Name, accountKey: Key, status: Status, lastSeen: Time }),

  /** `from`: the size of the last head of the key log that the asker has seen; 0 for none. */
  LookUp: Type.Object(
    {
      accounts: Type.Array(Name, { maxItems: limits.lookUpsAtOnce }),
      from: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    },
    strict,
  ),
  /** What the key log holds about accounts, each with its proof under one signed head (spec/transparency.md). */
  LookedUp: Type.Object({
    head: Small,
    consistency: Hashes,
    newest: Type.Object({ entry: LogEntry, path: Hashes }),
    accounts: Type.Array(
      Type.Object({
        account: Name,
        proof: MapProof,
        /** None: nobody has the name. */
        state: Type.Optional(
          Type.Object({
            version: Type.Integer({ minimum: 1 }),
            previous: Hash,
            accountKey: Key,
            devices: Type.Array(Type.Object({ device: Device, credential: Small })),
            revocations: Revocations,
          }),
        ),
      }),
      { maxItems: limits.lookUpsAtOnce },
    ),
  }),
  /** Entries of the key log in their order; each with what the map showed at its index before it. */
  LogSteps: Type.Object({
    steps: Type.Array(Type.Object({ entry: LogEntry, proof: MapProof }), {
      maxItems: limits.logEntriesPerPage,
    }),
  }),
  LogConsistency: Type.Object({ path: Hashes }),
  /** What an account has signed, version by version: credentials of devices, revocations. */
  AccountHistory: Type.Object({
    versions: Type.Array(Type.Object({ statements: Type.Array(Small) }), {
      maxItems: limits.logEntriesPerPage,
    }),
  }),

  /** What the server knows of a conversation: who takes part, never what it is called. */
  ConversationInfo: Type.Object({
    conversation: Conversation,
    kind: Kind,
    epoch: Type.Integer(),
    lastSeq: Type.Integer(),
    /** The last entry that the asking device has acknowledged, as far as the server knows (C-12). */
    acknowledged: Type.Integer(),
    /** Of the asking account: `request` until it has accepted. */
    state: Type.Union([Type.Literal('active'), Type.Literal('request')]),
    members: Type.Array(
      Type.Object({
        account: Name,
        devices: Type.Array(Device),
        state: Type.Union([Type.Literal('active'), Type.Literal('request'), Type.Literal('left')]),
      }),
    ),
  }),
  Conversations: Type.Object({
    conversations: Type.Array(
      Type.Object({
        conversation: Conversation,
        kind: Kind,
        epoch: Type.Integer(),
        lastSeq: Type.Integer(),
        state: Type.Union([Type.Literal('active'), Type.Literal('request')]),
      }),
    ),
  }),
  LogPage: Type.Object({
    entries: Type.Array(
      Type.Object({
        seq: Type.Integer(),
        at: Time,
        kind: Type.String(),
        id: idText('e', 22),
        bytes: Type.String(),
        /** Who brought the entry to the log, by the server's word; authorship is sealed inside (D-15). */
        uploader: Type.Optional(Type.Object({ account: Name, device: Device })),
      }),
    ),
    lastSeq: Type.Integer(),
  }),
  /** A device asks to be removed and added again: its state is broken. Signed by its device key. */
  Rejoin: Type.Object({ request: Small }, strict),
  /**
   * `notice`: the place of the sealed leave notice, or the last that the device has seen, when it could seal none.
   * `word`: the sealed notice itself, to be written before the leaving, where it was refused as a message (C-6).
   */
  Leave: Type.Object(
    {
      notice: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      word: Type.Optional(Small),
    },
    strict,
  ),

  /**
   * Sealed records to write, all or none. `after`: the version that is replaced, 0 for none; `version`: what it is to
   * be, above that. Without `bytes` the record is deleted.
   */
  RecordsPut: Type.Object(
    {
      records: Type.Array(
        Type.Object(
          { id: RecordId, after: Count, version: Count, bytes: Type.Optional(RecordBytes) },
          strict,
        ),
        { minItems: 1, maxItems: limits.recordsPerRequest },
      ),
    },
    strict,
  ),
  /** `change`: the number of the last of these changes. */
  RecordsWritten: Type.Object({ change: Count }),
  RecordsWanted: Type.Object(
    { ids: Type.Array(RecordId, { minItems: 1, maxItems: limits.recordsPerRequest }) },
    strict,
  ),
  /** In the order asked for, from the first on, as many as an answer holds. Version 0: there never was one. */
  Records: Type.Object({
    records: Type.Array(Type.Object({ id: RecordId, version: Count, bytes: Type.Optional(RecordBytes) }), {
      maxItems: limits.recordsPerRequest,
    }),
  }),
  /** Each record at its last change, in the order of these; `last`: the number of the newest change of all. */
  RecordChanges: Type.Object({
    changes: Type.Array(Type.Object({ id: RecordId, version: Count, change: Count }), {
      maxItems: limits.recordsPerRequest,
    }),
    last: Count,
  }),
  /** What a member leaves for a device of another one, each named by the SHA-256 of its bytes. */
  ParcelsPut: Type.Object(
    {
      for: Device,
      parcels: Type.Array(base64url(limits.parcelBytes), { minItems: 1, maxItems: limits.parcelsPerRequest }),
    },
    strict,
  ),
  Parcel: Type.Object({ bytes: base64url(limits.parcelBytes) }),
  Blocks: Type.Object({ accounts: Type.Array(Name) }),
  ...factorSchemas,
  ...profileSchemas,
  ...programSchemas,
  ...ssoSchemas,
} as const

export type Schemas = { [K in keyof typeof schemas]: Static<(typeof schemas)[K]> }
