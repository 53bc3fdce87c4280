// The engine's face for those who draw: types of what can be asked and what is told.

export type {
  AccountSnapshot,
  Commands,
  ConnectionSnapshot,
  ConversationDetails,
  ConversationSummary,
  DeviceSnapshot,
  DirectoryDoubt,
  DirectorySnapshot,
  Engine,
  EngineEvent,
  HappeningSnapshot,
  KeySnapshot,
  MemberSnapshot,
  MessageSnapshot,
  Outcome,
  PersonSnapshot,
  SearchHit,
  SendState,
  SessionSnapshot,
  TimelineItem,
  TimelineSnapshot,
  Topics,
} from './api.ts'
export { createEngine } from './engine/create-engine.ts'
export { type Failure, type FailureCode, retryOfFailure } from './errors.ts'
