// Every command there is, in the order of `sotto --help`.

import { signIn, signUp, whoAmI } from './account.ts'
import { approve } from './approve.ts'
import { deleteMessage, edit, react, reply, versions } from './change.ts'
import { changeTexts } from './change-texts.ts'
import { chat } from './chat.ts'
import type { Command } from './command.ts'
import { conversation } from './conversation.ts'
import { conversations, history } from './conversations.ts'
import { exportHistory, importHistory } from './copy.ts'
import { devices, signOut } from './devices.ts'
import { directory } from './directory.ts'
import { expire } from './expire.ts'
import { forward, forwardText } from './forward.ts'
import { group } from './group.ts'
import { key } from './key.ts'
import { listen } from './listen.ts'
import { lock } from './lock.ts'
import { notifications } from './notifications.ts'
import { notificationsText } from './notifications-text.ts'
import { operator } from './operator.ts'
import { people } from './people.ts'
import { pin, pinned, pinTexts, unpin } from './pins.ts'
import { profile, status } from './profile.ts'
import { profileTexts } from './profile-texts.ts'
import { programs } from './programs.ts'
import { search, searchText } from './search.ts'
import { secondFactor } from './second-factor.ts'
import { security } from './security.ts'
import { send } from './send.ts'
import { serve } from './serve.ts'
import { star, starred, starTexts, unstar } from './stars.ts'
import { texts } from './texts.ts'
import { keys, newRecoveryCode, password, recover } from './ways.ts'

export const commands: readonly Command[] = [
  { ...texts.signup, run: signUp },
  { ...texts.signin, run: signIn },
  { ...texts.signout, run: signOut },
  { ...texts.recover, run: recover },
  { ...texts.password, run: password },
  { ...texts['recovery-code'], run: newRecoveryCode },
  { ...texts.keys, run: keys },
  { ...texts['second-factor'], run: secondFactor },
  { ...texts.whoami, run: whoAmI },
  { ...texts.devices, run: devices },
  { ...texts.approve, run: approve },
  { ...texts.programs, run: programs },
  { ...texts.lock, run: lock },
  { ...texts.people, run: people },
  { ...profileTexts.profile, run: profile },
  { ...profileTexts.status, run: status },
  { ...texts.key, run: key },
  { ...texts.security, run: security },
  { ...texts.directory, run: directory },
  { ...texts.send, run: send },
  { ...changeTexts.reply, run: reply },
  { ...forwardText, run: forward },
  { ...changeTexts.edit, run: edit },
  { ...changeTexts.delete, run: deleteMessage },
  { ...changeTexts.react, run: react },
  { ...changeTexts.versions, run: versions },
  { ...pinTexts.pin, run: pin },
  { ...pinTexts.unpin, run: unpin },
  { ...pinTexts.pinned, run: pinned },
  { ...starTexts.star, run: star },
  { ...starTexts.unstar, run: unstar },
  { ...starTexts.starred, run: starred },
  { ...changeTexts.expire, run: expire },
  { ...texts.group, run: group },
  { ...texts.conversations, run: conversations },
  { ...texts.conversation, run: conversation },
  { ...notificationsText, run: notifications },
  { ...texts.history, run: history },
  { ...searchText, run: search },
  { ...texts.export, run: exportHistory },
  { ...texts.import, run: importHistory },
  { ...texts.listen, run: listen },
  { ...texts.chat, run: chat },
  { ...texts.serve, run: serve },
  { ...texts.operator, run: operator },
]

export function commandNamed(name: string): Command | undefined {
  return commands.find((command) => command.name === name)
}
