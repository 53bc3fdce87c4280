// The engine's face for those who draw: types of what can be asked and what is told.

export type {
  AccountSnapshot,
  FactorsSnapshot,
  MadePasskey,
  OwnProof,
  PasskeySnapshot,
  PasskeyWanted,
} from './api/account.ts'
export type { ArchiveSnapshot } from './api/archive.ts'
export type {
  ConversationDetails,
  ConversationSummary,
  MemberSnapshot,
  NoticeLevel,
  ReadingDevice,
  SecuritySnapshot,
} from './api/conversations.ts'
export type { DeviceSnapshot } from './api/devices.ts'
export type { Commands, Engine, EngineEvent, Topics } from './api/engine.ts'
export type { HistoryFile } from './api/history.ts'
export type { HistoryPolicy } from './api/history-policy.ts'
export type {
  HappeningSnapshot,
  Lifetime,
  MessageSnapshot,
  MessageVersion,
  MissingState,
  PinnedMessage,
  QuoteSnapshot,
  ReactionSnapshot,
  RefusedChange,
  SearchHit,
  SendState,
  StarredMessage,
  TimelineItem,
  TimelineSnapshot,
} from './api/messages.ts'
export type { Outcome } from './api/outcome.ts'
export type { DirectoryDoubt, DirectorySnapshot, KeySnapshot, PersonSnapshot } from './api/people.ts'
export type { NamedPerson, ProfileSnapshot, ShownStatus } from './api/profiles.ts'
export type {
  CodeAsked,
  NamedProgram,
  OwnPrograms,
  ProgramAccess,
  ProgramAsk,
  ProgramRequest,
  RegisteredProgram,
} from './api/programs.ts'
export type {
  ConnectionSnapshot,
  LockKey,
  LockPasskey,
  LockSnapshot,
  PasskeyAsked,
  SecondFactorGiven,
  SessionSnapshot,
  ShownPasskey,
} from './api/session.ts'
export type { NoticeContents, QuietHours, Settings, SyncedSnapshot, Theme } from './api/settings.ts'
export type { ConnectionToProvider, Identified, Provider } from './api/sso.ts'
export { createEngine } from './engine/create-engine.ts'
export { type Failure, type FailureCode, retryOfFailure } from './errors.ts'
