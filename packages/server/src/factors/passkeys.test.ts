import {
  accountSigningKey,
  generateBackupCodes,
  generateRootKey,
  openRootKey,
  passkeyPrfInput,
} from '@sotto/crypto'
import { base64urlToBytes } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerTo,
  askPasskey,
  finishPasskey,
  originOf,
  owner,
  ownFactors,
  proofOf,
  putPasskey,
  questionIn,
  removeFactor,
} from '../test-factors.fixture.ts'
import { addDevice, newDevice, password, trySignIn } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import { passwordFor, putPassword, putRecovery, recoveryFor } from '../test-ways.fixture.ts'
import { SoftAuthenticator } from '../testing/soft-authenticator.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const here = () => ({ origin: originOf(server) })

/** Somebody with one passkey. */
async function withPasskey(text: string, by = new SoftAuthenticator()) {
  const one = await owner(server, text)
  const made = await putPasskey(server, one, { proof: await proofOf(server, one), by })
  expect(made.answer.status).toBe(204)
  return { one, by, id: made.id }
}

describe('a passkey', { timeout: 120_000 }, () => {
  it('[F-8] signs in without name or password, opens the vault, and adds a device', async () => {
    const { one, by } = await withPasskey('alice')
    const asked = await askPasskey(server)
    const proved = bodyOf('Proved', await finishPasskey(server, asked.attempt, by.show(asked, here())))
    const slot = base64urlToBytes(proved.vault.passkey ?? '') ?? new Uint8Array()
    const prf = by.prf(passkeyPrfInput) ?? new Uint8Array()
    const opened = openRootKey(one.account, slot, { way: 'passkey', prf })
    expect(opened).toEqual({ ok: true, value: Uint8Array.from(one.rootKey) })
    const device = newDevice(one.account, one.accountKey)
    expect((await addDevice(server, proved.proof, device)).status).toBe(200)
    expect((await ownFactors(server, one)).passkeys).toMatchObject([
      { opens: true, used: server.clock.now(), synced: false },
    ])
  })

  it('[F-8] is asked for alike whoever asks, and refused alike', async () => {
    const { by } = await withPasskey('bob')
    const [one, two] = [await askPasskey(server), await askPasskey(server)]
    expect(Object.keys(one)).toEqual(Object.keys(two))
    expect(one.rpId).toBe('localhost')
    const stranger = new SoftAuthenticator()
    stranger.make({ challenge: '', rpId: 'localhost', user: 'AAAA' }, here())
    const [unknown, wrong] = [
      await finishPasskey(server, one.attempt, stranger.show(one, here())),
      await finishPasskey(server, two.attempt, by.show({ ...two, challenge: one.challenge }, here())),
    ]
    expect(unknown.text).toBe(wrong.text)
    expect(codeOf(unknown)).toBe('sign_in_failed')
  })

  it('[F-7] an answer is not taken twice, late, from elsewhere, or for another challenge', async () => {
    const { by } = await withPasskey('carol')
    const attempts: [string, () => Promise<string>][] = [
      [
        'replayed',
        async () => {
          const asked = await askPasskey(server)
          const shown = by.show(asked, here())
          expect((await finishPasskey(server, asked.attempt, shown)).status).toBe(200)
          return codeOf(await finishPasskey(server, asked.attempt, shown))
        },
      ],
      [
        'replayed into a new question',
        async () => {
          const [asked, next] = [await askPasskey(server), await askPasskey(server)]
          return codeOf(await finishPasskey(server, next.attempt, by.show(asked, here())))
        },
      ],
      [
        'late',
        async () => {
          const asked = await askPasskey(server)
          server.clock.advance(5 * 60_000 + 1)
          return codeOf(await finishPasskey(server, asked.attempt, by.show(asked, here())))
        },
      ],
      ...[
        'https://evil.example',
        'http://localhost',
        'http://localhost.evil.example',
        `${originOf(server)}0`,
      ].map((origin): [string, () => Promise<string>] => [
        `at ${origin}`,
        async () => {
          const asked = await askPasskey(server)
          return codeOf(await finishPasskey(server, asked.attempt, by.show(asked, { origin })))
        },
      ]),
      [
        'for another site',
        async () => {
          const asked = await askPasskey(server)
          return codeOf(
            await finishPasskey(server, asked.attempt, by.show({ ...asked, rpId: 'evil.example' }, here())),
          )
        },
      ],
      [
        'of another kind',
        async () => {
          const asked = await askPasskey(server)
          const shown = by.show(asked, { ...here(), type: 'webauthn.create' })
          return codeOf(await finishPasskey(server, asked.attempt, shown))
        },
      ],
      [
        'with a changed signature',
        async () => {
          const asked = await askPasskey(server)
          const shown = by.show(asked, here())
          const { signature } = by.show(await askPasskey(server), here())
          return codeOf(await finishPasskey(server, asked.attempt, { ...shown, signature }))
        },
      ],
    ]
    for (const [what, attempt] of attempts) expect([what, await attempt()]).toEqual([what, 'sign_in_failed'])
  })

  it('[F-7] needs its user to be verified, when it is made and when it is used', async () => {
    const dan = await owner(server, 'dan')
    const careless = new SoftAuthenticator({ verifiesUser: false })
    const made = await putPasskey(server, dan, { proof: await proofOf(server, dan), by: careless })
    expect(codeOf(made.answer)).toBe('second_factor_wrong')
    expect((await ownFactors(server, dan)).passkeys).toEqual([])
  })

  it('[F-7] somebody else’s does not stand in for one’s own', async () => {
    const { by: erins, id } = await withPasskey('erin')
    const { by: franks } = await withPasskey('frank')
    const asked = await askPasskey(server)
    const shown = franks.show(asked, here())
    // Frank's answer under Erin's id, and with Erin's user handle
    expect(codeOf(await finishPasskey(server, asked.attempt, { ...shown, id }))).toBe('sign_in_failed')
    const next = await askPasskey(server)
    const { userHandle } = erins.show(next, here())
    const mixed = { ...franks.show(next, here()), userHandle }
    expect(codeOf(await finishPasskey(server, next.attempt, mixed))).toBe('sign_in_failed')
    const { finished } = await trySignIn(server, 'erin', password)
    const { attempt, has } = questionIn(finished)
    expect(has).toEqual(['passkey'])
    const third = await askPasskey(server)
    const answer = { passkey: { attempt: third.attempt, ...franks.show(third, here()) } }
    expect(codeOf(await answerTo(server, attempt, answer))).toBe('second_factor_wrong')
    const fourth = await askPasskey(server)
    const right = { passkey: { attempt: fourth.attempt, ...erins.show(fourth, here()) } }
    expect((await answerTo(server, attempt, right)).status).toBe(200)
  })

  it('[F-7] one that counts never counts back: a copy of it is refused', async () => {
    const { by } = await withPasskey('grace', new SoftAuthenticator({ counts: true }))
    const use = async () => {
      const asked = await askPasskey(server)
      return (await finishPasskey(server, asked.attempt, by.show(asked, here()))).status
    }
    by.counter = 7
    expect(await use()).toBe(200)
    by.counter = 7
    expect(await use()).toBe(401)
    by.counter = 3
    expect(await use()).toBe(401)
    by.counter = 8
    expect(await use()).toBe(200)
  })

  it('[F-9] that was removed is good for nothing, and its proofs neither', async () => {
    const { one, by, id } = await withPasskey('heidi')
    const asked = await askPasskey(server)
    const { proof } = bodyOf('Proved', await finishPasskey(server, asked.attempt, by.show(asked, here())))
    const answer = async () => {
      const question = await askPasskey(server)
      return { passkey: { attempt: question.attempt, ...by.show(question, here()) } }
    }
    const removal = await proofOf(server, one, answer)
    expect((await removeFactor(server, one, { proof: removal, id })).status).toBe(204)
    expect(codeOf(await addDevice(server, proof, newDevice(one.account, one.accountKey)))).toBe(
      'unauthenticated',
    )
    const next = await askPasskey(server)
    expect(codeOf(await finishPasskey(server, next.attempt, by.show(next, here())))).toBe('sign_in_failed')
    expect((await trySignIn(server, 'heidi', password)).finished.status).toBe(200)
    const own = await ownFactors(server, one)
    expect(own.changed).toMatchObject({ passkeyRemoved: server.clock.now() })
  })

  it('[V-3] its proof sets a new password with the account key’s word, no code and no factor', async () => {
    const { one, by, id } = await withPasskey('pia')
    const proofBy = async () => {
      const asked = await askPasskey(server)
      return bodyOf('Proved', await finishPasskey(server, asked.attempt, by.show(asked, here()))).proof
    }
    const proof = await proofBy()
    expect(codeOf(await removeFactor(server, one, { proof, id }))).toBe('unauthenticated')
    const { recovery } = recoveryFor(one)
    expect(codeOf(await putRecovery(server, one, { proof, recovery }))).toBe('unauthenticated')
    const given = { proof, password: await passwordFor(server, one, { proof, password }) }
    const thief = { ...one, accountKey: accountSigningKey(generateRootKey()) }
    expect(codeOf(await putPassword(server, thief, given))).toBe('forbidden')
    // that try used it up
    expect(codeOf(await putPassword(server, one, given))).toBe('unauthenticated')
    const fresh = await proofBy()
    const made = await passwordFor(server, one, { proof: fresh, password })
    expect((await putPassword(server, one, { proof: fresh, password: made })).status).toBe(204)
    const late = await proofBy()
    const lateOne = { proof: late, password: await passwordFor(server, one, { proof: late, password }) }
    const answer = async () => {
      const question = await askPasskey(server)
      return { passkey: { attempt: question.attempt, ...by.show(question, here()) } }
    }
    const removal = await proofOf(server, one, answer)
    expect((await removeFactor(server, one, { proof: removal, id })).status).toBe(204)
    expect(codeOf(await putPassword(server, one, lateOne))).toBe('unauthenticated')
  })

  it('[F-9] of another account is not removed', async () => {
    const { id } = await withPasskey('ivan')
    const judy = await owner(server, 'judy')
    const removed = await removeFactor(server, judy, { proof: await proofOf(server, judy), id })
    expect(codeOf(removed)).toBe('not_found')
  })
})

describe('making a passkey', { timeout: 120_000 }, () => {
  it('[F-6] needs a proof of the password and the account key’s word for just this one', async () => {
    const kim = await owner(server, 'kim')
    const start = server.call('POST', '/v1/account/passkeys/start', { json: { proof: kim.token } })
    expect(codeOf(await start)).toBe('unauthenticated')
    const thief = { ...kim, accountKey: accountSigningKey(generateRootKey()) }
    const by = new SoftAuthenticator()
    const theft = await putPasskey(server, thief, { proof: await proofOf(server, kim), by })
    expect(codeOf(theft.answer)).toBe('forbidden')
  })

  it('[F-7] is refused at another origin, for another challenge, of another kind, and for another account', async () => {
    const lena = await owner(server, 'lena')
    const by = new SoftAuthenticator()
    for (const making of [
      { origin: 'https://evil.example' },
      { challenge: 'A'.repeat(43) },
      { type: 'webauthn.get' },
    ]) {
      const made = await putPasskey(server, lena, { proof: await proofOf(server, lena), by, making })
      expect(codeOf(made.answer)).toBe('second_factor_wrong')
    }
    const mia = await owner(server, 'mia')
    const { json } = await putPasskey(server, mia, {
      proof: await proofOf(server, mia),
      by,
      making: { origin: 'https://evil.example' },
    })
    const proof = await proofOf(server, lena)
    const crossed = await server.call('PUT', '/v1/account/passkeys', { json: { ...json, proof } })
    expect(codeOf(crossed)).toBe('second_factor_wrong')
  })

  it('[F-7] none that is known already; with backup codes where they are given', async () => {
    const ned = await owner(server, 'ned')
    const by = new SoftAuthenticator({ hasPrf: false })
    const codes = generateBackupCodes()
    const first = await putPasskey(server, ned, { proof: await proofOf(server, ned), by, making: { codes } })
    expect(first.answer.status).toBe(204)
    expect(await ownFactors(server, ned)).toMatchObject({
      backupCodes: 10,
      passkeys: [{ id: first.id, opens: false }],
    })
    const proof = await proofOf(server, ned, () => ({ code: codes[0] ?? '' }))
    const wanted = bodyOf(
      'PasskeyWanted',
      await server.call('POST', '/v1/account/passkeys/start', { json: { proof } }),
    )
    expect(wanted.exclude).toEqual([first.id])
  })

  it('[F-7] at the address that the operator has set, and there alone', async () => {
    const public_ = await startTestServer({ publicUrl: 'https://chat.example.org' })
    const olga = await owner(public_, 'olga')
    const by = new SoftAuthenticator()
    const local = await putPasskey(public_, olga, { proof: await proofOf(public_, olga), by })
    expect(codeOf(local.answer)).toBe('second_factor_wrong')
    expect(local.wanted.rpId).toBe('chat.example.org')
    const making = { origin: 'https://chat.example.org' }
    const proof = await proofOf(public_, olga)
    expect((await putPasskey(public_, olga, { proof, by, making })).answer.status).toBe(204)
    await public_.close()
  })
})
