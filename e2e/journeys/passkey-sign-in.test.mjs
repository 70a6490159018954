// People of the provider sign in with passkeys, with the device that Chromium plays: they are offered one, use it, and are told the way on when
// it fails. A browser without a device, or without scripts, meets the pages that it always met.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeFor, newestMessage } from '../support/outbox.mjs'
import { attachDevice } from '../support/passkeys.mjs'
import * as registration from '../support/registration.mjs'
import { follow, mustSay } from '../support/settings.mjs'
import { agree, arrive, enterCode, enterPassword, goToSignIn, outcome, press } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

const EITHER = { vtr: '["P0.Cp.Cd","P0.Cm"]', scope: 'openid email', prompt: 'login' }

for (const database of DATABASES) {
  describe(`signing in with a passkey on ${database}`, () => {
    let world, slipway, service

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway
      const vectors = ['P0.Cp.Cd', 'P5.Cp.Cd', 'P0.Cm', 'P5.Cm']
      service = await world.service({ scope: 'openid profile email', vectors })
    })
    after(() => world?.close())

    test('somebody is offered a passkey, adds it, signs in with it, and by password when it fails', () =>
      world.visit(async (page) => {
        const person = await newPerson(page, 'wren@example.com', '+447700900511')
        const device = await attachDevice(page)

        await toTheCode(page, person)
        await arrive(page, '/add-passkey')
        await press(page, 'Add a passkey')
        const { claims } = await outcome(page, service)
        assert.equal(claims.vot, 'P0.Cp.Cd', 'the passkey was made, not used')
        assert.match((await newestMessage(slipway, person.email)).subject, /passkey was added/)

        await goToPasskey(page)
        await press(page, 'Use your passkey')
        const byPasskey = await outcome(page, service)
        assert.equal(byPasskey.claims.vot, 'P0.Cm')
        assert.equal(byPasskey.claims.sub, claims.sub)

        // Another person's finger: the browser brings nothing.
        await device.verifies(false)
        await goToPasskey(page)
        await page.getByRole('button', { name: 'Use your passkey' }).click()
        await arrive(page, '/passkey-user-login-failed')
        await page.getByText('No passkey was used').waitFor()
        await page.getByRole('button', { name: 'Use your email address and password' }).click()
        await enterPassword(page, person)
        await enterCode(page, await codeFor(slipway, person.mobile))
        assert.equal((await outcome(page, service)).claims.vot, 'P0.Cp.Cd')

        // A copy of the device as it was before: its counter gives it away.
        await device.verifies(true)
        const [asItWas] = await device.credentials()
        await goToPasskey(page)
        await press(page, 'Use your passkey')
        assert.equal((await outcome(page, service)).claims.vot, 'P0.Cm')
        await device.restore(asItWas)
        await goToPasskey(page)
        await press(page, 'Use your passkey')
        await arrive(page, '/passkey-user-login-failed')
        await page.getByText('does not belong to an NHS login here').waitFor()
      }))

    test('a service that takes nothing but passkeys has people add one, and gets the vector that it asked for', () =>
      world.visit(async (page) => {
        const person = await slipway.person('P5')
        await attachDevice(page)
        await goToSignIn(page, service, { ...EITHER, vtr: '["P5.Cm"]' })
        await arrive(page, '/login')
        await page.getByText('asks people to sign in with a passkey').waitFor()
        await enterPassword(page, person)
        await enterCode(page, person.otp)
        await arrive(page, '/add-passkey')
        await page.getByText('you do not have one yet').waitFor()
        await press(page, 'Add a passkey')
        await arrive(page, '/login/passkey')
        await press(page, 'Use your passkey')
        await agree(page, service)
        const { claims } = await outcome(page, service)
        assert.equal(claims.vot, 'P5.Cm')
        assert.equal(claims.sub, person.sub)
      }))

    test('a passkey is added, named and removed in the settings, and a removed one signs nobody in', () =>
      world.visit(async (page) => {
        const person = await newPerson(page, 'settings@example.com', '+447700900515')
        await attachDevice(page)
        await toTheCode(page, person)
        await press(page, 'Not now')
        await outcome(page, service)
        await page.goto(`${slipway.issuer}/settings`)
        await follow(page, /View passkeys/, '/settings/passkeys')
        await follow(page, 'Add a passkey', '/settings/passkeys/add')
        await page.locator('#passkey-name').fill('Phone')
        await press(page, 'Add a passkey')
        await arrive(page, '/settings/passkeys')
        await mustSay(page, /You have added a passkey/)
        await follow(page, /Change name/, '/settings/passkeys/name')
        await page.locator('#passkey-name').fill('Old phone')
        await press(page, 'Save')
        await mustSay(page, /changed the name/)

        await goToPasskey(page)
        await press(page, 'Use your passkey')
        assert.equal((await outcome(page, service)).claims.vot, 'P0.Cm')

        await page.goto(`${slipway.issuer}/settings/passkeys`)
        await follow(page, /Remove/, '/settings/passkeys/remove')
        await page.getByText('Old phone will not sign you in any more').waitFor()
        await press(page, 'Remove this passkey')
        await mustSay(page, /You have removed the passkey/)
        const mail = await newestMessage(slipway, person.email)
        assert.match(mail.subject, /passkey was removed/)
        assert.match(mail.text, /Old phone/)
        await goToPasskey(page)
        await press(page, 'Use your passkey')
        await arrive(page, '/passkey-user-login-failed')
        await page.getByRole('button', { name: 'Use your email address and password' }).click()
        await enterPassword(page, person)
        await enterCode(page, await codeFor(slipway, person.mobile))
        assert.equal((await outcome(page, service)).claims.vot, 'P0.Cp.Cd')
      }))

    test('"not now" goes on to the service, and is taken for an answer', () =>
      world.visit(async (page) => {
        const person = await newPerson(page, 'not.now@example.com', '+447700900512')
        await attachDevice(page)
        await toTheCode(page, person)
        await arrive(page, '/add-passkey')
        await press(page, 'Not now')
        await outcome(page, service)
        await toTheCode(page, person)
        await outcome(page, service)
      }))

    test('a browser without a device that makes passkeys is not offered any', () =>
      world.visit(async (page) => {
        const person = await newPerson(page, 'no.device@example.com', '+447700900513')
        await toTheCode(page, person)
        await outcome(page, service)
      }))

    test('without scripts the password is the way, and the page of passkeys says so', () =>
      world.visit(
        async (page) => {
          const person = await newPerson(page, 'no.script@example.com', '+447700900514')
          await goToPasskey(page)
          await page.getByText('This browser cannot use passkeys here').waitFor()
          assert.equal(await page.getByRole('button', { name: 'Use your passkey' }).isVisible(), false)
          await page.getByRole('link', { name: 'Use your email address and password instead' }).click()
          await enterPassword(page, person)
          await enterCode(page, await codeFor(slipway, person.mobile))
          await outcome(page, service)
        },
        { javaScript: false },
      ))

    /** Somebody who has agreed to share with the service, and whose browser is not remembered. */
    async function newPerson(page, email, mobile) {
      const parameters = { vtr: EITHER.vtr, scope: EITHER.scope }
      await registration.register(page, { slipway, service, email, mobile, remember: 'no', parameters })
      await agree(page, service)
      await outcome(page, service)
      return { email, mobile, password: registration.PASSWORD }
    }

    async function toTheCode(page, person) {
      await goToSignIn(page, service, EITHER)
      await enterPassword(page, person)
      await enterCode(page, await codeFor(slipway, person.mobile))
    }

    async function goToPasskey(page) {
      await goToSignIn(page, service, EITHER)
      await arrive(page, '/login')
      await page.getByRole('link', { name: 'Sign in with a passkey' }).click()
      await arrive(page, '/login/passkey')
    }
  })
}
