// A code that a person has brought from somewhere else (spec/accounts.md DL, spec/oauth.md OA): twelve symbols from a
// device that wants to be signed in, eight from a program that wants access. Of the twelve the server learns the first
// four; the rest tells this device whether what the server shows is what showed the code.

import { isLinkGenuine, type LinkRequest, sealLink } from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url, type Schemas } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { CodeAsked } from '../../api/programs.ts'
import { failure } from '../../errors.ts'
import { proveOwner } from '../account/prove-owner.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { signatureOfAccess } from './access.ts'

type Code =
  | { readonly kind: 'device'; readonly handle: string; readonly secret: string }
  | { readonly kind: 'program'; readonly code: string }

const symbols = /^[0-9A-HJKMNP-TV-Z]*$/
const handleLength = 4
const programLength = 8
const deviceLength = 12

export async function lookAtCode(live: Live, typed: string): Promise<Outcome<CodeAsked>> {
  const code = readCode(typed)
  if (!code.ok) return code
  if (code.value.kind === 'program') {
    const asked = await askedByProgram(live, code.value.code)
    return asked.ok ? { ok: true, value: { kind: 'program', ...asked.value } } : asked
  }
  const { handle, secret } = code.value
  const found = await lookAtLink(live, handle)
  if (!found.ok) return found
  if (!(await isLinkGenuine(secret, requestOf(found.value)))) return notGenuine()
  const { asked, from } = found.value
  return { ok: true, value: { kind: 'device', asked, ...(from === undefined ? {} : { from }) } }
}

/** What is sealed is sealed for a key that was checked in the same moment (DL-3). */
export async function admitDevice(
  live: Live,
  { code: typed, ...owner }: Commands['admitDevice']['params'],
): Promise<Outcome<null>> {
  const code = readCode(typed)
  if (!code.ok) return code
  if (code.value.kind !== 'device') return mistyped()
  const { handle, secret } = code.value
  const found = await lookAtLink(live, handle)
  if (!found.ok) return found
  const proved = await proveOwner(live, owner)
  if (!proved.ok) return proved
  const { account, rootKey } = live.identity
  const sealed = await sealLink(secret, requestOf(found.value), {
    account,
    rootKey,
    proof: proved.value.proof,
  })
  if (sealed === undefined) return notGenuine()
  return tell(live, routes.answerLink, { handle, sealed: bytesToBase64url(sealed) })
}

export async function admitProgram(live: Live, typed: string): Promise<Outcome<null>> {
  const read = readCode(typed)
  if (!read.ok) return read
  if (read.value.kind !== 'program') return mistyped()
  const { code } = read.value
  const asked = await askedByProgram(live, code)
  if (!asked.ok) return asked
  const signature = signatureOfAccess(live, asked.value, code)
  return live.ways.change(['programAllowed'], () =>
    tell(live, routes.answerUserCode, { code, allow: true, signature }),
  )
}

export async function denyCode(live: Live, typed: string): Promise<Outcome<null>> {
  const code = readCode(typed)
  if (!code.ok) return code
  return code.value.kind === 'device'
    ? tell(live, routes.answerLink, { handle: code.value.handle })
    : tell(live, routes.answerUserCode, { code: code.value.code, allow: false })
}

/** In either case, with spaces and dashes anywhere, and letters for digits as A-5 has it. */
function readCode(typed: string): Outcome<Code> {
  const plain = typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (!symbols.test(plain)) return mistyped()
  if (plain.length === programLength) return { ok: true, value: { kind: 'program', code: plain } }
  if (plain.length !== deviceLength) return mistyped()
  const [handle, secret] = [plain.slice(0, handleLength), plain.slice(handleLength)]
  return { ok: true, value: { kind: 'device', handle, secret } }
}

async function lookAtLink(live: Live, handle: string): Promise<Outcome<Schemas['LinkAsked']>> {
  const found = await live.rest.get('LinkAsked', {
    method: 'POST',
    path: routes.lookAtLink,
    json: { handle },
  })
  return !found.ok && found.error.code === 'not_found' ? nothingWaits() : found
}

async function askedByProgram(live: Live, code: string): Promise<Outcome<Schemas['UserCodeAsked']>> {
  const found = await live.rest.get('UserCodeAsked', {
    method: 'POST',
    path: routes.userCode,
    json: { code },
  })
  return !found.ok && found.error.code === 'not_found' ? nothingWaits() : found
}

async function tell(live: Live, path: string, json: object): Promise<Outcome<null>> {
  const told = await live.rest.tell({ method: 'POST', path, json })
  return !told.ok && told.error.code === 'not_found' ? nothingWaits() : told
}

function requestOf({ publicKey, salt, tag }: Schemas['LinkAsked']): LinkRequest {
  return { publicKey: bytesOf(publicKey), salt: bytesOf(salt), tag: bytesOf(tag) }
}

function bytesOf(text: string): Uint8Array {
  return base64urlToBytes(text) ?? new Uint8Array()
}

function mistyped() {
  return failure(
    'mistyped_code',
    'That is not such a code: it has eight or twelve letters and digits. Look at it again.',
  )
}

function nothingWaits() {
  return failure('unknown_code', 'Nothing waits with this code. Look at it again, or ask for another one.')
}

function notGenuine() {
  return failure(
    'code_not_genuine',
    'This code does not fit what asks at the server. Look at it again, letter by letter. If it is right, somebody may be between your devices: don’t go on. Nothing was handed over.',
  )
}
