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
const LOCKED = 'You have tried to sign in too many times'
const CODES_EXCEEDED = 'You have entered the wrong security code too many times'
/** More tries than anybody is given. */
const MANY = 20

/** Tries wrong passwords until the page for them is no longer shown; gives the words seen on the way. */
async function tryPasswords(page, email) {
  const seen = []
  await goToSignIn(page, service)
  for (let tries = 1; tries <= MANY; tries += 1) {
    await enterPassword(page, { email, password: WRONG_PASSWORD })
    seen.push(await page.locator('h1').innerText())
    if (seen.at(-1) === LOCKED) return seen
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
  assert.ok(known.length > 3, `a slip of the finger does not lock an account, ${known.length - 1} of them do`)
  await world.visit(async (page) => {
    await goToSignIn(page, service)
    await enterPassword(page, person)
    await page.getByRole('heading', { name: LOCKED, level: 1 }).waitFor()
    await page.inspect(page)
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
      if (new URL(page.url()).pathname !== '/enter-mobile-code') break
      await mustBeRefused(page, '/enter-mobile-code', /code/i)
    }
    await arrive(page, '/otp-attempts-exceeded')
    await page.goto(`${service.url}/login`)
    await enterPassword(page, person)
    await page.getByRole('heading', { name: CODES_EXCEEDED, level: 1 }).waitFor()
  }))
