// Wrong passwords and wrong codes: the same answer for everybody, and an end to trying.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, continues, enterCode, enterPassword, goToSignIn, mustBeRefused } from '../support/steps.mjs'
import { openWorld } from '../support/world.mjs'

let world, service, people

before(async () => {
  world = await openWorld()
  service = await world.service()
  people = (await world.slipway.people()).filter((person) => person.proofing_level === 'P9')
})
after(() => world?.close())

const WRONG_PASSWORD = 'not the right one'
/** More tries than anybody is given. */
const MANY = 20

/** Tries wrong passwords until no page for one is shown any more; gives the words seen on the way. */
async function tryPasswords(page, email) {
  const seen = []
  await goToSignIn(page, service)
  for (let tries = 1; tries <= MANY; tries += 1) {
    await enterPassword(page, { email, password: WRONG_PASSWORD })
    await page
      .locator('.nhsuk-error-message')
      .or(page.locator('h1', { hasText: /lock|too many/i }))
      .first()
      .waitFor()
    seen.push(...(await page.locator('.nhsuk-error-message').allInnerTexts()))
    if (new URL(page.url()).pathname !== '/login') return { tries, seen }
  }
  throw new Error(`${MANY} wrong passwords were taken`)
}

test('a wrong password is refused in words that fit everybody', () =>
  world.visit(async (page) => {
    const refusals = []
    for (const email of [people[0].email, 'nobody@people.example']) {
      await goToSignIn(page, service)
      await enterPassword(page, { email, password: WRONG_PASSWORD })
      await mustBeRefused(page, '/login', /email address or password|password/i)
      assert.equal(await page.locator('#user-email').inputValue(), email, 'the address is kept')
      assert.equal(await page.locator('#password-input').inputValue(), '', 'the password is not')
      refusals.push(await page.locator('.nhsuk-error-message').allInnerTexts())
    }
    assert.deepEqual(refusals[0], refusals[1])
  }))

test('an empty form is refused field by field', () =>
  world.visit(async (page) => {
    await goToSignIn(page, service)
    await arrive(page, '/login')
    await continues(page)
    await mustBeRefused(page, '/login', /Enter your email address/)
    await page.getByRole('alert').getByRole('link').first().click()
    assert.equal(await page.evaluate(() => document.activeElement.id), 'user-email')
  }))

test('too many wrong passwords lock the account, known or not, and the right one does not open it', async () => {
  const [, person] = people
  const known = await world.visit((page) => tryPasswords(page, person.email))
  const unknown = await world.visit((page) => tryPasswords(page, 'stranger@people.example'))
  assert.deepEqual(known, unknown)
  await world.visit(async (page) => {
    await goToSignIn(page, service)
    await enterPassword(page, person)
    await arrive(page, '/account-locked')
  })
})

test('too many wrong codes end at the page of that name', () =>
  world.visit(async (page) => {
    const [, , person] = people
    await goToSignIn(page, service)
    await enterPassword(page, person)
    await arrive(page, '/enter-mobile-code')
    for (let tries = 1; tries <= MANY; tries += 1) {
      await enterCode(page, '000000')
      await page
        .locator('.nhsuk-error-message')
        .or(page.locator('h1', { hasText: /too many/i }))
        .first()
        .waitFor()
      if (new URL(page.url()).pathname !== '/enter-mobile-code') break
      await mustBeRefused(page, '/enter-mobile-code', /code/i)
    }
    await arrive(page, '/otp-attempts-exceeded')
    await page.goto(`${service.url}/login`)
    await enterPassword(page, person)
    await page.waitForURL((url) => url.pathname === '/otp-attempts-exceeded')
  }))
