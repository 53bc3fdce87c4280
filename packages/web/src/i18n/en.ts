// Every English word on a screen, by rooms. Another language is another file of this shape.

import { enAccount } from './en-account.ts'
import { enConversation } from './en-conversation.ts'
import { enCodes, enDevices, enPrograms } from './en-devices.ts'
import { enEmoji } from './en-emoji.ts'
import { enExpiry } from './en-expiry.ts'
import { enForward } from './en-forward.ts'
import { enCopies, enHistory, enSynced } from './en-history.ts'
import { enLock } from './en-lock.ts'
import { enMarks } from './en-marks.ts'
import { enMentions } from './en-mentions.ts'
import { enMessage } from './en-message.ts'
import { enNotices } from './en-notices.ts'
import { enPins } from './en-pins.ts'
import { enProfile } from './en-profile.ts'
import { enSearch } from './en-search.ts'
import { enSession } from './en-session.ts'
import { enSettings } from './en-settings.ts'
import { enShell } from './en-shell.ts'
import { enSso } from './en-sso.ts'
import { enStars } from './en-stars.ts'
import { enSecurity, enTrust } from './en-trust.ts'

export const en = {
  ...enShell,
  ...enSession,
  ...enConversation,
  account: enAccount,
  codes: enCodes,
  copies: enCopies,
  devices: enDevices,
  emoji: enEmoji,
  expiry: enExpiry,
  forward: enForward,
  history: enHistory,
  lock: enLock,
  marks: enMarks,
  mentions: enMentions,
  message: enMessage,
  notices: enNotices,
  pins: enPins,
  profile: enProfile,
  programs: enPrograms,
  search: enSearch,
  security: enSecurity,
  settings: enSettings,
  synced: enSynced,
  sso: enSso,
  stars: enStars,
  trust: enTrust,
} as const
