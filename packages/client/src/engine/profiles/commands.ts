// What a person says of themselves, and a look at what another does.

import {
  type AccountName,
  isStatusEmoji,
  limits,
  type Profile,
  type ProfileField,
  parseAccountName,
  pictureTypeOf,
  problemOfField,
  profileBounds,
  tidyText,
} from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { describeProfile } from './describe.ts'
import { changeOwn } from './own-profile.ts'

const fields = ['name', 'title', 'about', 'location', 'pronouns'] as const satisfies readonly ProfileField[]
const called: Readonly<Record<ProfileField | 'status', string>> = {
  ...{ name: 'A display name', title: 'A title', about: 'What you say about yourself' },
  ...{ location: 'A place', pronouns: 'Pronouns', status: 'A status' },
}
const forGood = 1

/** What is not named stays as it is. */
export async function setProfile(
  live: Live,
  params: Commands['setProfile']['params'],
): Promise<Outcome<null>> {
  const { picture, audience } = params
  const texts: Partial<Record<ProfileField, string>> = {}
  for (const field of fields) {
    const typed = params[field]
    if (typed === undefined) continue
    const text = checkText(field, typed)
    if (!text.ok) return text
    texts[field] = text.value
  }
  if (picture !== undefined && picture !== null) {
    if (picture.length > limits.pictureBytes)
      return failure('bad_picture', `A picture has at most ${limits.pictureBytes / 1024} KB.`)
    if (pictureTypeOf(picture) === undefined)
      return failure('bad_picture', 'A picture is a JPEG, PNG or WebP file.')
  }
  return changeOwn(live, ({ profile }) => {
    const next: Profile = {
      ...profile,
      ...texts,
      ...(picture === undefined ? {} : { picture: picture ?? new Uint8Array() }),
      ...(audience === undefined ? {} : { audience }),
    }
    return { profile: next }
  })
}

function checkText(field: ProfileField | 'status', typed: string): Outcome<string> {
  const text = tidyText(typed, field === 'about' ? 'many' : 'one')
  switch (problemOfField(field, text)) {
    case undefined:
      return { ok: true, value: text }
    case 'too_long':
      return failure(
        'bad_profile',
        `${called[field]} has at most ${profileBounds[field].characters} characters.`,
      )
    case 'not_text':
      return failure(
        'bad_profile',
        `${called[field]} can’t hold characters that are unseen or turn the text around.`,
      )
  }
}

export async function setStatus(live: Live, params: Commands['setStatus']['params']): Promise<Outcome<null>> {
  const { kind, emoji = '', until } = params
  const text = checkText('status', params.text ?? '')
  if (!text.ok) return text
  if (!isStatusEmoji(emoji)) return failure('bad_profile', 'A status has one emoji, or none.')
  if (until !== undefined && !(Number.isSafeInteger(until) && until > live.platform.clock.now()))
    return failure('bad_time', 'Choose a time that is still to come.')
  const ends = until ?? 0
  if (kind === 'hidden') {
    // what others could read of it would say that somebody is there
    const nothing = { kind: 'none', emoji: '', text: '', until: 0 } as const
    return changeOwn(live, () => ({ status: nothing, hiddenUntil: ends === 0 ? forGood : ends }))
  }
  return changeOwn(live, () => ({ status: { kind, emoji, text: text.value, until: ends }, hiddenUntil: 0 }))
}

/** As it is now, where the server can be asked; else as it was seen last. */
export async function lookAtPerson(
  live: Live,
  { account: typed }: Commands['person']['params'],
): Promise<Outcome<Commands['person']['value']>> {
  const account = parseAccountName(typed)
  if (account === undefined) return failure('unknown_person', 'That is not a name that anybody has.')
  if (live.gateway.online) {
    if (account === live.identity.account) live.profiles().noticed(account)
    else live.profiles().look([account])
    await live.profiles().settled()
  }
  return { ok: true, value: await describeProfile(live, account) }
}

/** Whoever has the key reads nothing that follows: after a block, and for who was put out of the last group shared. */
export async function shutOut(live: Live, account: AccountName): Promise<void> {
  const own = live.identity.account
  const flagged = await live.db.first('SELECT 1 AS one FROM profiles WHERE account = ? AND key IS NOT NULL', [
    own,
  ])
  if (flagged === undefined || account === own) return
  // also when it can't be done now: the next connection does it
  await live.db.write([{ sql: 'UPDATE profiles SET rotate = 1 WHERE account = ?', params: [own] }])
  await changeOwn(live, () => ({ newKey: true }))
}
