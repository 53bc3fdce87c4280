// What crosses a wire: ids, errors, limits, deterministic CBOR.

export { base64urlToBytes, bytesToBase64url } from './base64url.ts'
export { type Cbor, CborOther, encodeCbor } from './cbor.ts'
export { decodeCbor } from './cbor-decode.ts'
export {
  deletionMessage,
  type Heading,
  historyMessage,
  isReaction,
  leaveNotice,
  pinMessage,
  profileMessage,
  type ReactionDraft,
  reactionMessage,
  statusReport,
  type TextDraft,
  textMessage,
} from './content/compose.ts'
export {
  type AskPurpose,
  askLength,
  decodeHistoryWord,
  encodeHistoryWord,
  type HistoryAsk,
  type HistoryObjection,
  type HistoryOffer,
  type HistoryPart,
  type HistoryWord,
  mostRanges,
  type PlaceRange,
} from './content/history-word.ts'
export { type Meaning, meaningOf } from './content/meaning.ts'
export { type MediaType, mediaTypes, parseMediaType } from './content/media-type.ts'
export {
  everyone,
  linkedMentions,
  type Mentions,
  mentionsIn,
  plainMentions,
  typedName,
} from './content/mentions.ts'
export {
  decodeStatusReport,
  encodeStatusReport,
  type MessageStatus,
  statusesPerReport,
  statusNumbers,
} from './content/message-status.ts'
export {
  decodeMimiContent,
  type Expiration,
  type Extensions,
  encodeMimiContent,
  type MimiContent,
  messageIdAlgorithm,
  saltLength,
} from './content/mimi-content.ts'
export {
  dispositions,
  type ExternalPart,
  type MultiPart,
  type NestedPart,
  type PartSemantics,
  type SinglePart,
} from './content/nested-part.ts'
export {
  type After,
  afterIn,
  checkOrigin,
  isForwarded,
  messageIdInput,
  type Origin,
  originExtensions,
  roomUri,
  senderUri,
  treeHeadIn,
} from './content/origin.ts'
export { profileKeyLength, type ToldProfile } from './content/profile-word.ts'
export {
  type ErrorCode,
  err,
  errorCodes,
  httpStatusOf,
  type Malformed,
  malformed,
  ok,
  parseErrorCode,
  type Refusal,
  type Result,
  type Retry,
  refuse,
  retryOf,
  type SecondFactorAsked,
} from './errors.ts'
export {
  type ClientFrame,
  type CommitUpload,
  type ConversationKind,
  decodeClientFrame,
  decodeServerFrame,
  type Entry,
  type EntryKind,
  encodeClientFrame,
  encodeServerFrame,
  type Presence,
  type PresenceStatus,
  protocolVersion,
  type RosterChange,
  type ServerFrame,
  type Uploader,
} from './frames.ts'
export {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  deviceIdFromBytes,
  type EnvelopeId,
  envelopeIdFromBytes,
  idBytes,
  type MessageId,
  messageIdFromBytes,
  parseAccountName,
  parseConversationId,
  parseDeviceId,
  parseEnvelopeId,
  parseMessageId,
} from './ids.ts'
export { limits } from './limits.ts'
export type { Notice } from './notice.ts'
export {
  accountsPerPage,
  controlFileName,
  type OperatorSchemas,
  operatorSchemas,
} from './operator.ts'
export {
  decodeProfile,
  decodeStatus,
  encodeProfile,
  encodeStatus,
  type FieldProblem,
  isStatusEmoji,
  type PersonStatus,
  type Profile,
  type ProfileAudience,
  type ProfileFacts,
  type ProfileField,
  pictureTypeOf,
  problemOfField,
  profileBounds,
  type StatusKind,
  skeletonOf,
  tidyText,
} from './profile.ts'
export { readOperatorShape, readShape } from './read-shape.ts'
export { type Schemas, schemas } from './rest.ts'
export { type Scope, scopes } from './rest-programs.ts'
