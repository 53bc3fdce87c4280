import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { livedInWorld } from '../testing/scenario.ts'

const at = (path: string) => renderApp(livedInWorld(Date.now()), path)

describe('the settings', () => {
  it('have parts with addresses of their own, from a list that arrows move in', async () => {
    const { screen, user, history } = at('/settings')
    const list = within(await screen.findByRole('navigation', { name: 'Settings' }))
    expect(screen.getByRole('region', { name: 'You' })).toBeDefined()
    list.getByRole('link', { name: /^You/ }).focus()
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}')
    expect(await screen.findByRole('button', { name: 'Change password' })).toBeDefined()
    expect(history.location.pathname).toBe('/settings/security')
    expect(list.getByRole('link', { name: /^Security/ }).getAttribute('aria-current')).toBe('page')
    for (const link of list.getAllByRole('link').filter((one) => one.hasAttribute('data-part'))) {
      await user.click(link)
      const name = link.querySelector('.font-medium')?.textContent ?? ''
      expect(await screen.findByRole('region', { name })).toBeDefined()
      expect(history.location.pathname).toBe(`/settings/${link.dataset.part}`)
    }
  })

  it('open at the part that an address names, and at the list for an address that names none', async () => {
    const there = at('/settings/blocked')
    expect(await there.screen.findByText(/^Nobody\. People you block/)).toBeDefined()
    there.unmount()
    const nowhere = at('/settings/elsewhere')
    await waitFor(() => expect(nowhere.history.location.pathname).toBe('/settings'))
    expect(await nowhere.screen.findByRole('region', { name: 'You' })).toBeDefined()
  })
})
