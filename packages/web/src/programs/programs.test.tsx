import { describe, expect, it } from 'vitest'
import { formatPlainSearch, parsePlainSearch } from '../app/plain-search.ts'
import { somePrograms } from '../testing/program-commands.ts'
import { renderApp } from '../testing/render-app.tsx'
import { emptyWorld } from '../testing/world.ts'

const query =
  '?client_id=p_1&redirect_uri=https%3A%2F%2Fb.example%2Fdone&response_type=code&scope=profile%3Aread+people%3Aread&state=1e5&code_challenge=007&code_challenge_method=S256'

describe('a code', () => {
  it('signs a device in, with the password, after one has seen what asks', async () => {
    const { user, screen, engine } = renderApp(emptyWorld(), '/device')
    const field = await screen.findByLabelText('Code')
    await user.click(screen.getByRole('button', { name: 'Continue' }))
    expect(screen.getByText('Enter the code.')).toBeDefined()
    await user.type(field, 'k7qm 94tn wx3b{Enter}')
    expect(await screen.findByText('K7QM-94TN-WX3B')).toBeDefined()
    expect(document.activeElement?.textContent).toBe('Sign in this device?')
    expect(screen.getByText(/Asked .* from 198\.51\.100\.\*/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Sign it in' }))
    expect(screen.getByText('Enter your password.')).toBeDefined()
    engine.failNext('admitDevice', { code: 'wrong_password', message: 'That is not your present password.' })
    await user.type(screen.getByLabelText('Your password'), 'a quiet heron{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('not your present password')
    await user.keyboard('{Enter}')
    expect(await screen.findByText('It is signed in')).toBeDefined()
    expect(engine.calls.find(({ command }) => command === 'admitDevice')?.params).toEqual({
      code: 'k7qm 94tn wx3b',
      password: 'a quiet heron',
    })
  })

  it('comes with a link, and is looked up only when one goes on', async () => {
    const { user, screen, commands } = renderApp(emptyWorld(), '/device#K7QM-94TN-WX3B')
    expect(await screen.findByDisplayValue('K7QM-94TN-WX3B')).toBeDefined()
    expect(commands()).not.toContain('lookAtCode')
    await user.click(screen.getByRole('button', { name: 'Continue' }))
    await user.click(await screen.findByRole('button', { name: 'Refuse' }))
    expect(await screen.findByText('Refused')).toBeDefined()
    expect(commands()).not.toContain('admitDevice')
    await user.click(screen.getByRole('button', { name: 'Another code' }))
    expect(await screen.findByLabelText('Code')).toBeDefined()
  })

  it('that nothing waits with is said', async () => {
    const { user, screen } = renderApp(emptyWorld(), '/device')
    await user.type(await screen.findByLabelText('Code'), '0000-0000-0000{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing waits with this code.')
  })

  it('gives a program access, with what it is told in words', async () => {
    const { user, screen, engine } = renderApp(emptyWorld(), '/device')
    await user.type(await screen.findByLabelText('Code'), '7M2Q-94TN{Enter}')
    expect(await screen.findByRole('heading', { name: /^Status board asks/ })).toBeDefined()
    expect(screen.getByText(/Registered by dora/)).toBeDefined()
    expect(screen.getByText('Your name and your public key')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Allow' }))
    expect(await screen.findByText('It has access')).toBeDefined()
    expect(engine.world.programs.access).toHaveLength(1)
  })
})

describe('a program that has sent the browser here', () => {
  it('gets the answer where it has people sent back to, and what it wrote unchanged', async () => {
    const { user, screen, engine, gone } = renderApp(emptyWorld(), `/authorize${query}`)
    expect(await screen.findByText('Afterwards you go to board.example.org.')).toBeDefined()
    expect(gone).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Allow' }))
    expect(gone).toEqual(['https://board.example.org/done?code=x'])
    const asked = engine.calls.find(({ command }) => command === 'answerProgram')
    expect(asked?.params).toMatchObject({
      allow: true,
      ask: { state: '1e5', code_challenge: '007', scope: 'profile:read people:read' },
    })
  })

  it('is refused when the person says so', async () => {
    const { user, screen, gone } = renderApp(emptyWorld(), `/authorize${query}`)
    await user.click(await screen.findByRole('button', { name: 'Refuse' }))
    expect(gone).toEqual(['https://board.example.org/done?error=access_denied'])
  })

  it('and has not said clearly what it wants sends nobody anywhere', async () => {
    const { screen, gone } = renderApp(emptyWorld(), '/authorize?client_id=a&client_id=b')
    expect(await screen.findByText('This can’t go on')).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Allow' })).toBeNull()
    expect(gone).toEqual([])
  })

  it('waits until somebody has signed in', async () => {
    const world = { ...emptyWorld(), session: { state: 'signed-out' } as const }
    const { user, screen, commands } = renderApp(world, `/authorize${query}`)
    await user.type(await screen.findByLabelText('Name'), 'alice')
    expect(commands()).not.toContain('lookAtProgram')
    await user.type(screen.getByLabelText('Password'), 'a quiet heron over the lake{Enter}')
    await user.click(await screen.findByRole('checkbox', { name: /I have saved it/ }))
    await user.click(screen.getByRole('button', { name: 'Continue to Sotto' }))
    expect(await screen.findByRole('heading', { name: /^Status board asks/ })).toBeDefined()
  })
})

describe('the programs in the settings', () => {
  it('are told with since when and for what, and ended', async () => {
    const { user, screen, engine } = renderApp(
      { ...emptyWorld(), programs: somePrograms },
      '/settings/programs',
    )
    const list = await screen.findByRole('list', { name: 'Programs' })
    expect(list.textContent).toMatch(/Status board.*Your name.*Registered by dora.*not used yet/)
    expect(list.textContent).toMatch(/Night watch.*Your devices.*last used/)
    await user.click(screen.getByRole('button', { name: 'End access of Status board' }))
    await user.click(await screen.findByRole('button', { name: 'End access' }))
    expect(engine.world.programs.access.map((one) => one.name)).toEqual(['Night watch'])
  })

  it('are registered and removed', async () => {
    const { user, screen, engine } = renderApp(emptyWorld(), '/settings/programs')
    expect(await screen.findByText('No program has access to your account.')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Register a program' }))
    const dialog = await screen.findByRole('dialog')
    const submit = dialog.querySelector('button[type="submit"]') ?? document.body
    await user.click(submit)
    expect(screen.getByText('Give it a name.')).toBeDefined()
    await user.type(screen.getByLabelText('Name of the program'), 'News')
    await user.type(screen.getByLabelText('Where it has people sent back to'), 'https://a.example/x')
    await user.click(submit)
    expect(await screen.findByText('https://a.example/x')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Remove News' }))
    await user.click(await screen.findByRole('button', { name: 'Remove' }))
    expect(engine.world.programs.registered).toEqual([])
  })
})

it('a query is read and written as it stands there', () => {
  const text = '?a=1e5&b=%22x%22&c=007&d=&e=1&e=2'
  expect(parsePlainSearch(text)).toEqual({ a: '1e5', b: '"x"', c: '007', d: '', e: ['1', '2'] })
  expect(parsePlainSearch(formatPlainSearch(parsePlainSearch(text)))).toEqual(parsePlainSearch(text))
  expect(formatPlainSearch({ at: undefined })).toBe('')
})
