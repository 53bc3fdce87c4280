// Groups: made, named, grown, and left; and who is out reads nothing more.

import { expect, test } from '@playwright/test'
import { newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto
let people: Person[] = []

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(async () => {
  for (const person of people) await person.close()
  await sotto.end()
})

test('a group of three: talk, rename, add, remove, leave', async ({ browser }) => {
  const enter = async (name: string) => {
    const person = await newPerson(browser, { name, url: sotto.url })
    people = [...people, person]
    return person
  }
  const alice = await enter('alice')
  const bob = await enter('bob')
  const carol = await enter('carol')

  await alice.createGroup('Harbour', 'bob', 'carol')
  await alice.say('welcome aboard')
  for (const one of [bob, carol]) {
    await one.open('Harbour')
    await expect(one.page.getByRole('heading', { name: 'alice added you to “Harbour”' })).toBeVisible()
    await one.accept()
    await expect(one.bubble('welcome aboard')).toBeVisible()
  }
  await bob.say('glad to be here')
  for (const one of [alice, carol]) await expect(one.bubble('glad to be here')).toBeVisible()

  await test.step('rename', async () => {
    await alice.page.getByRole('link', { name: 'Conversation details' }).click()
    await alice.page.getByRole('button', { name: 'Rename group' }).click()
    await alice.page.getByRole('textbox', { name: 'Group name' }).fill('Lighthouse')
    await alice.page.getByRole('button', { name: 'Save' }).click()
    for (const one of [alice, bob, carol]) {
      await one.expectOpen('Lighthouse')
      await expect(one.row('Lighthouse')).toBeVisible()
    }
    await expect(bob.page.getByText('alice named the group “Lighthouse”')).toBeVisible()
  })

  const dave = await enter('dave')
  await test.step('add', async () => {
    await alice.page.getByRole('button', { name: 'Add people' }).click()
    await alice.choose('dave')
    await alice.page.getByRole('button', { name: 'Add 1 person' }).click()
    await expect(alice.page.getByRole('dialog')).toHaveCount(0)
    await dave.open('Lighthouse')
    await dave.accept()
    await dave.say('good evening')
    for (const one of [alice, bob, carol]) await expect(one.bubble('good evening')).toBeVisible()
    await expect(carol.page.getByText('alice added dave')).toBeVisible()
    await expect(dave.bubble('welcome aboard')).toHaveCount(0)
  })

  await test.step('remove', async () => {
    const members = alice.page.getByRole('list', { name: 'Members' })
    await expect(members.getByRole('listitem')).toHaveCount(4)
    await members.getByRole('button', { name: 'Remove carol' }).click()
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(members.getByRole('listitem')).toHaveCount(3)
    await expect(carol.page.getByText('You were removed from this group.')).toBeVisible()
    await expect(carol.composer).toHaveCount(0)
    await alice.say('carol must not read this')
    for (const one of [bob, dave]) await expect(one.bubble('carol must not read this')).toBeVisible()
    await bob.say('nor this')
    await expect(alice.bubble('nor this')).toBeVisible()
    await carol.page.reload()
    await expect(carol.bubble('welcome aboard')).toBeVisible()
    await expect(carol.bubble(/must not read this|nor this/)).toHaveCount(0)
  })

  await test.step('leave', async () => {
    await bob.page.getByRole('link', { name: 'Conversation details' }).click()
    await bob.page.getByRole('button', { name: 'Leave group' }).click()
    await bob.page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
    await expect(bob.page.getByText('You left this group.')).toBeVisible()
    for (const one of [alice, dave]) await expect(one.page.getByText('bob left')).toBeVisible()
    await dave.say('after bob left')
    await expect(alice.bubble('after bob left')).toBeVisible()
    await expect(bob.bubble('after bob left')).toHaveCount(0)
    await expect(alice.page.getByRole('list', { name: 'Members' }).getByRole('listitem')).toHaveCount(2)
  })
})
