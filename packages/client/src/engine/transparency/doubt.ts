// What can be wrong with a server's key log, in kinds that differ in what follows, and in words for people
// (spec/transparency.md KT-8 to KT-12).

import type { AccountName } from '@sotto/wire'
import type { DirectoryDoubt } from '../../api/people.ts'

export type DoubtKind = DirectoryDoubt['kind']

/** `heads`: signed tree heads that show it, base64url. `about`: whose account, or who was shown something else. */
export type Doubt = {
  readonly kind: DoubtKind
  readonly heads: readonly string[]
  readonly about?: AccountName
}

/**
 * `passing`: an answer that could not be proven; the next one may be. `lasting`: the person must decide, and until
 * then nothing is taken from this directory. `told`: somebody else's word, which alone stops nothing.
 */
export type DoubtWeight = 'passing' | 'lasting' | 'told'

const weights: Readonly<Record<DoubtKind, DoubtWeight>> = {
  unproven: 'passing',
  older: 'passing',
  split: 'lasting',
  rewritten: 'lasting',
  foreign_version: 'lasting',
  withheld: 'lasting',
  other_log: 'lasting',
  differs: 'told',
}

export function weightOf(kind: DoubtKind): DoubtWeight {
  return weights[kind]
}

export function isDoubtKind(text: string): text is DoubtKind {
  return Object.hasOwn(weights, text)
}

const compare = 'compare safety numbers with the people who matter to you, and ask whoever runs the server.'

export function wordsFor({ kind, about }: Pick<Doubt, 'kind' | 'about'>): string {
  switch (kind) {
    case 'unproven':
      return 'The server’s answer about people’s keys can’t be proven. Nobody new is added until it can.'
    case 'older':
      return 'The server shows an older key directory than before. Nobody new is added until it is up to date again.'
    case 'split':
      return about === undefined
        ? `This server has shown you two different key directories. Don’t rely on it: ${compare}`
        : `This server has shown you and ${about} two different key directories. Don’t rely on it: ${compare}`
    case 'rewritten':
      return `This server has changed in secret what its key directory had said${about === undefined ? '' : ` about ${about}`}. Don’t rely on it: ${compare}`
    case 'foreign_version':
      return 'This server’s key directory names keys or devices for your account that you never signed. Don’t rely on it: tell the people who matter to you by another way, and compare safety numbers with them.'
    case 'withheld':
      return 'This server’s key directory keeps from others which devices are yours. Don’t rely on it: tell the people who matter to you by another way.'
    case 'other_log':
      return 'This server has begun a new key directory. That happens when it was restored from a backup, and when somebody hides what the old one has shown. Ask whoever runs it before you go on.'
    case 'differs':
      return `${about ?? 'Somebody'} goes by another key directory of this server than you. Ask them by another way: either the server shows you two different ones, or one of you has gone on with a new one already.`
  }
}
