import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { emptyWorld } from '../testing/world.ts'

describe('the own history in the settings', () => {
  const saved: string[] = []
  beforeEach(() => {
    saved.length = 0
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:copy')
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download)
    })
  })
  afterEach(() => vi.restoreAllMocks())

  it('[EX-1] is saved sealed under a password, or readable with a word of warning and of what is not in it', async () => {
    const { user, screen, engine } = renderApp(emptyWorld(), '/settings/history')
    await user.click(await screen.findByRole('button', { name: 'Save a copy' }))
    await user.click(await screen.findByRole('button', { name: 'Save the file' }))
    expect(await screen.findByText('Use at least 8 characters.')).toBeDefined()
    expect(saved).toEqual([])
    await user.type(screen.getByLabelText('A password for the file'), 'for the copy')
    await user.click(screen.getByRole('button', { name: 'Save the file' }))
    expect(await screen.findByText(/Nobody can open it without its password/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Done' }))
    await user.click(await screen.findByRole('button', { name: 'Save a copy' }))
    await user.click(await screen.findByRole('radio', { name: /A page to read/ }))
    expect(screen.queryByLabelText('A password for the file')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Save the file' }))
    expect((await screen.findByText(/It is not sealed/)).textContent).toContain('Older messages have not')
    expect(saved).toHaveLength(2)
    expect(
      engine.calls.filter(({ command }) => command === 'exportHistory').map((one) => one.params),
    ).toEqual([{ as: 'sealed', password: 'for the copy' }, { as: 'html' }])
  })

  it('[EX-4] is brought in from a file, and says why not, or how many messages came', async () => {
    const { user, screen, engine } = renderApp(emptyWorld(), '/settings/history')
    engine.failNext('importHistory', { code: 'wrong_file_password', message: 'That is not the password.' })
    await user.click(await screen.findByRole('button', { name: 'Bring in a copy' }))
    await user.click(await screen.findByRole('button', { name: 'Bring it in' }))
    expect(await screen.findByText('Choose the file.')).toBeDefined()
    await user.upload(
      screen.getByLabelText('Sealed copy'),
      new File([new Uint8Array(12)], 'alice.sotto-history'),
    )
    await user.type(screen.getByLabelText('Password of the file'), 'for the copy')
    await user.click(screen.getByRole('button', { name: 'Bring it in' }))
    expect((await screen.findByRole('alert')).textContent).toContain('not the password')
    await user.click(screen.getByRole('button', { name: 'Bring it in' }))
    expect(await screen.findByText('12 messages came back.')).toBeDefined()
  })
})
