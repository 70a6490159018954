// Consent: asked once, again for more, and refused without a fuss.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { agree, arrive, enterCode, enterPassword, goToSignIn, outcome, signIn } from '../support/steps.mjs'
import { openWorld } from '../support/world.mjs'

let world, service, people

before(async () => {
  world = await openWorld()
  service = await world.service({ scope: 'openid profile email phone' })
  people = (await world.slipway.people()).filter((person) => person.proofing_level === 'P9')
})
after(() => world?.close())

const narrow = { scope: 'openid email' }

test('what was agreed once is not asked again, and more is', async () => {
  const [person] = people
  await world.visit(async (page) => {
    await signIn(page, service, person, { parameters: narrow })
  })
  await world.visit(async (page) => {
    await goToSignIn(page, service, narrow)
    await enterPassword(page, person)
    await enterCode(page, person.otp)
    const { userinfo } = await outcome(page, service)
    assert.equal(userinfo.email, person.email)
    assert.equal(userinfo.phone_number, undefined)
  })
  await world.visit(async (page) => {
    const { userinfo } = await signIn(page, service, person, { parameters: { scope: 'openid email phone' } })
    assert.equal(userinfo.phone_number, person.phone_number)
  })
})

test('the page says in words what will be shared', () =>
  world.visit(async (page) => {
    const [, person] = people
    await goToSignIn(page, service, { scope: 'openid profile email' })
    await enterPassword(page, person)
    await enterCode(page, person.otp)
    await arrive(page, '/nhs-login-consent')
    const text = await page.locator('main').innerText()
    for (const words of [/NHS number/, /date of birth/, /email address/]) assert.match(text, words)
    assert.doesNotMatch(text, /phone number/, 'what was not asked for is not listed')
    await agree(page, service)
    await outcome(page, service)
  }))

test('a person who does not agree goes back to the service without an account there', () =>
  world.visit(async (page) => {
    const [, , person] = people
    await goToSignIn(page, service)
    await enterPassword(page, person)
    await enterCode(page, person.otp)
    await arrive(page, '/nhs-login-consent')
    await page.getByRole('link', { name: /^I do not agree/ }).click()
    await arrive(page, '/consent-refused')
    await page.getByRole('button', { name: `Go back to ${service.name}` }).click()
    const { error, error_description } = await outcome(page, service)
    assert.deepEqual(
      { error, error_description },
      { error: 'access_denied', error_description: 'ConsentNotGiven' },
    )
  }))

test('a person who thinks again can still agree', () =>
  world.visit(async (page) => {
    const [, , , person] = people
    await goToSignIn(page, service)
    await enterPassword(page, person)
    await enterCode(page, person.otp)
    await arrive(page, '/nhs-login-consent')
    await page.getByRole('link', { name: /^I do not agree/ }).click()
    await arrive(page, '/consent-refused')
    await page.getByRole('link', { name: 'Change my mind' }).click()
    await agree(page, service)
    const { userinfo } = await outcome(page, service)
    assert.equal(userinfo.email, person.email)
  }))
