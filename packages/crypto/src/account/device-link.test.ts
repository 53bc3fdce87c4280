import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeCbor, err, ok, parseAccountName } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { askForLink, generateRootKey, isLinkGenuine, openLink, sealLink } from '../index.ts'
import { stretchPassword } from './stretching.ts'
import { flipped } from './testing.ts'

const quick = { memory: 8, passes: 1, lanes: 1 }
const account = parseAccountName('alice') ?? expect.unreachable()
const given = { account, rootKey: generateRootKey(), proof: 'a proof of the other device' }

describe('a device that is signed in by another one', () => {
  it('[DL-2] [DL-4] is handed over what only it can open', async () => {
    const asked = await askForLink(quick)
    expect(asked.secret).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
    expect(await isLinkGenuine(asked.secret, asked.request, quick)).toBe(true)
    const sealed = await sealLink(asked.secret, asked.request, given, quick)
    expect(await openLink(asked, sealed ?? new Uint8Array(), quick)).toEqual(ok(given))
    const other = await askForLink(quick)
    const stolen = { ...other, secret: asked.secret, request: { ...asked.request } }
    expect(await openLink(stolen, sealed ?? new Uint8Array(), quick)).toEqual(err({ code: 'wrong_key' }))
  })

  it('[DL-3] a key that somebody in between puts into the place of its own is handed nothing', async () => {
    const [asked, thief] = [await askForLink(quick), await askForLink(quick)]
    const { publicKey } = thief.request
    for (const swapped of [
      { ...asked.request, publicKey },
      thief.request,
      { ...asked.request, salt: thief.request.salt },
      { ...asked.request, tag: flipped(asked.request.tag, 9) },
      { ...asked.request, tag: new Uint8Array() },
    ]) {
      expect(await isLinkGenuine(asked.secret, swapped, quick)).toBe(false)
      expect(await sealLink(asked.secret, swapped, given, quick)).toBeUndefined()
    }
    expect(await isLinkGenuine(thief.secret, asked.request, quick)).toBe(false)
  })

  it('[DL-4] takes no account from anybody who has not seen its code', async () => {
    const [asked, thief] = [await askForLink(quick), await askForLink(quick)]
    const forged = { ...thief.request, publicKey: asked.request.publicKey }
    const key = asked.request.publicKey
    expect(await isLinkGenuine(thief.secret, forged, quick)).toBe(false)
    // as the thief would seal who makes a tag of their own for the key that asks
    const own = await askForLinkTo(key)
    const sealed = await sealLink(own.secret, own.request, { ...given, rootKey: new Uint8Array(32) }, quick)
    expect(sealed).toBeInstanceOf(Uint8Array)
    expect(await openLink(asked, sealed ?? new Uint8Array(), quick)).toEqual(err({ code: 'wrong_key' }))
  })

  it('[DL-4] opens unchanged only', async () => {
    const asked = await askForLink(quick)
    const sealed = (await sealLink(asked.secret, asked.request, given, quick)) ?? new Uint8Array()
    for (let at = 0; at < sealed.length * 8; at += 13)
      expect((await openLink(asked, flipped(sealed, at), quick)).ok, `bit ${at}`).toBe(false)
    for (const other of [new Uint8Array(), encodeCbor(7), encodeCbor([2, new Uint8Array(32), sealed])])
      expect(await openLink(asked, other, quick)).toMatchObject({ error: { code: 'malformed' } })
  })
})

/** A request for somebody else's key, under a secret of one's own. */
async function askForLinkTo(publicKey: Uint8Array) {
  const { secret, request } = await askForLink(quick)
  const key = await stretchPassword(secret, quick, request.salt)
  const tag = hmac(sha256, key, encodeCbor(['Sotto 1 device link', 1, publicKey]))
  return { secret, request: { publicKey, salt: request.salt, tag } }
}
