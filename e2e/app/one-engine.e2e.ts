// Several tabs of one profile are one device: they show the same, and nothing forks.

import { expect, test } from '@playwright/test'
import { acquainted, newPerson, Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto.end())

test('two tabs send by turns, the first closes, and the other side has every message once', {
  tag: '@thorough',
}, async ({ browser }) => {
  const first = await newPerson(browser, { name: 'alice', url: sotto.url })
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(first, bob)
  const second = new Person(await first.context.newPage(), first)
  await second.page.goto(first.page.url())
  await expect(second.bubble('hello yourself')).toBeVisible()

  const texts = Array.from({ length: 20 }, (_, at) => `by turns ${at + 1}.`)
  for (const [at, text] of texts.entries()) await (at % 2 === 0 ? first : second).say(text)
  for (const one of [first, second, bob]) await expect(one.bubble('by turns')).toHaveCount(20)
  const order = async (person: Person) =>
    (await person.bubble('by turns').allTextContents()).map((text) => /by turns \d+\./.exec(text)?.[0])
  expect(await order(bob)).toEqual(await order(first))
  expect(await order(second)).toEqual(await order(first))
  expect((await order(bob)).toSorted()).toEqual(texts.toSorted())

  await first.page.close()
  await second.say('the first tab is gone')
  await expect(bob.bubble('the first tab is gone')).toBeVisible()
  await bob.say('I noticed nothing')
  await expect(second.bubble('I noticed nothing')).toBeVisible()
  await second.expectMark('the first tab is gone', 'Read')
  const third = new Person(await first.context.newPage(), first)
  await third.page.goto(second.page.url())
  await expect(third.bubble('I noticed nothing')).toBeVisible()
  await first.close()
  await bob.close()
})
