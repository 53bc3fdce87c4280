// Searching in the world of the in-memory engine, nearly as the real one does.

import type { MessageSnapshot, NamedPerson, SearchHit } from '@sotto/client'
import { holdsWords, type SearchTerm, searchTerms } from '@sotto/client/search'
import type { AccountName } from '@sotto/wire'
import { messagesOf, type Room, type World } from './world.ts'

export function namesIn(world: World): readonly NamedPerson[] {
  return [...world.profiles].flatMap(([account, { name = '' }]) =>
    name === '' ? [] : [{ account: account as AccountName, name }],
  )
}

export function searchIn(world: World, text: string, limit: number): readonly SearchHit[] {
  const meanings = searchTerms(text, Date.now())
    .map(({ meaning }) => meaning)
    .filter(({ kind }) => kind !== 'nothing')
  if (meanings.length === 0) return []
  return world.rooms
    .flatMap((room) =>
      messagesOf(room)
        .filter((message) => message.deleted === undefined)
        .filter((message) => meanings.every((one) => holds(world, { room, message }, one)))
        .map((message) => ({ message, conversationName: room.name, snippet: message.text })),
    )
    .toSorted((a, b) => b.message.at - a.message.at)
    .slice(0, limit)
}

type Place = { readonly room: Room; readonly message: MessageSnapshot }

function holds(world: World, { room, message }: Place, meaning: SearchTerm['meaning']): boolean {
  const isCalled = (account: string, name: string) =>
    holdsWords(`${account} ${world.profiles.get(account)?.name ?? ''}`, name)
  switch (meaning.kind) {
    case 'words':
    case 'phrase':
      return holdsWords(message.text, meaning.words.join(' '))
    case 'from':
      return meaning.name === 'me' ? message.mine : isCalled(message.from, meaning.name)
    case 'in':
      return isCalled(room.name, meaning.name)
    case 'link':
      return /https?:\/\//.test(message.text)
    case 'before':
      return message.at < meaning.days.from
    case 'after':
      return message.at >= meaning.days.to
    case 'on':
      return message.at >= meaning.days.from && message.at < meaning.days.to
    case 'nothing':
      return true
  }
}
