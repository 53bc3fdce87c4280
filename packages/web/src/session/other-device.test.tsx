import { describe, expect, it } from 'vitest'
import type { Call } from '../testing/memory-engine.ts'
import { renderApp } from '../testing/render-app.tsx'
import { emptyWorld, person, type World } from '../testing/world.ts'

const signedOut = (more: Partial<Extract<World['session'], { state: 'signed-out' }>> = {}): World => ({
  ...emptyWorld(),
  session: { state: 'signed-out', ...more },
})
const path = '/other-device'
const code = 'K7QM-94TN-WX3B'

const paramsOf = (calls: readonly Call[], command: Call['command']) =>
  calls.filter((call) => call.command === command).map((call) => call.params)

describe('[DL-1] signing in with another device', () => {
  it('shows a code, waits, and stops asking when the person goes another way', async () => {
    const { user, screen, engine, commands } = renderApp(signedOut(), path)
    expect(await screen.findByText(code)).toBeDefined()
    expect(screen.getByRole('img', { name: /^QR code/ })).toBeDefined()
    expect(screen.getByText('Waiting for your other device…')).toBeDefined()
    expect(commands()).not.toContain('stopAskingForSignIn')
    await user.click(screen.getByRole('link', { name: 'Sign in with your password' }))
    expect(await screen.findByLabelText('Password')).toBeDefined()
    const [waited] = paramsOf(engine.calls, 'awaitSignIn')
    expect(paramsOf(engine.calls, 'stopAskingForSignIn')).toEqual([waited])
  })

  it('says why it was refused, and shows a new code when asked', async () => {
    const world = signedOut()
    const { user, screen, engine } = renderApp(world, '/sign-in')
    engine.failNext('awaitSignIn', { code: 'link_denied', message: 'It was refused there.' })
    await user.click(await screen.findByRole('link', { name: 'Sign in with another device' }))
    expect(await screen.findByText('It was refused there.')).toBeDefined()
    expect(screen.queryByText(code)).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Show a new code' }))
    expect(await screen.findByText(code)).toBeDefined()
    expect(screen.queryByText('It was refused there.')).toBeNull()
    expect(paramsOf(engine.calls, 'askForSignIn')).toHaveLength(2)
  })

  it('lets nobody else in where somebody’s messages are kept', async () => {
    const kept = { account: person('alice').account, server: window.location.origin }
    const { screen, engine } = renderApp(signedOut({ kept }), path)
    expect(await screen.findByText(code)).toBeDefined()
    expect(paramsOf(engine.calls, 'awaitSignIn')).toMatchObject([{ account: 'alice' }])
  })
})
