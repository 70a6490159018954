// Passkeys of people of the portal, with the device that Chromium plays. Passkeys need a script; the last test is a browser without one.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf } from '../support/authenticator.mjs'
import { codeFor, newestMessage } from '../support/outbox.mjs'
import { attachDevice } from '../support/passkeys.mjs'
import { signInToPortal } from '../support/portal.mjs'
import { arrive, continues, press } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

for (const database of DATABASES) {
  describe(`passkeys on ${database}`, () => {
    let world, slipway

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway
    })
    after(() => world?.close())

    test('a member of staff sets one up first, shows it, signs in with it alone, and keeps it while it is the only one', () =>
      world.visit(async (page) => {
        const email = 'auditor@service.example'
        await slipway.command('staff', 'add', email, '--role', 'auditor')
        const device = await attachDevice(page)
        await signInToPortal(page, slipway, email)
        await arrive(page, '/second-factor/app')
        await page.getByRole('link', { name: 'Use a passkey instead' }).click()
        await addPasskey(page, 'Work laptop')
        await page.getByRole('button', { name: 'I have kept them' }).click()
        const mail = await newestMessage(slipway, email)
        assert.match(mail.subject, /passkey was added/)
        assert.match(mail.text, /Work laptop/)
        await goOut(page)

        await showAfterCode(page, slipway, email)
        await press(page, 'Use your passkey')
        await page.getByRole('button', { name: 'Sign out' }).waitFor()
        await goOut(page)

        await page.goto(`${slipway.portal}/second-factor/manage`)
        await arrive(page, '/sign-in')
        await page.getByRole('link', { name: 'Use a passkey instead' }).click()
        await arrive(page, '/sign-in/passkey')
        await press(page, 'Use your passkey')
        await arrive(page, '/second-factor/manage')
        await page.getByText('Work laptop').waitFor()
        const [{ signCount }] = await device.credentials()
        assert.ok(signCount >= 3, `it was used three times: ${signCount}`)

        await press(page, 'Remove Work laptop')
        await page.getByText('Nothing was changed').waitFor()
        await page.getByText('Work laptop').waitFor()
      }))

    test('one that fails leads on to the code of the app, and a removed one opens nothing', () =>
      world.visit(async (page) => {
        const email = 'dev@supplier.example'
        const device = await attachDevice(page)
        await signInToPortal(page, slipway, email)
        await page.goto(`${slipway.portal}/second-factor/app`)
        const secret = await setUpApp(page)
        await page.goto(`${slipway.portal}/second-factor/manage`)
        await page.getByRole('button', { name: 'Add a passkey' }).click()
        await addPasskey(page, 'Phone')
        await page.getByText('Passkey added').waitFor()
        const [asItWas] = await device.credentials()
        await goOut(page)

        // Another person's finger: the browser brings nothing, and the app's code is on the same page.
        await device.verifies(false)
        await showAfterCode(page, slipway, email)
        await page.getByRole('button', { name: 'Use your passkey' }).click()
        await page.getByText('No passkey was used. Try again, or show something else.').waitFor()
        await page.inspect(page)
        // The code of the next half minute: this one's was used up by setting up the app.
        await page.locator('#code').fill(codeOf(secret, Date.now() + 30_000))
        await continues(page)
        await goOut(page)

        await device.verifies(true)
        await showAfterCode(page, slipway, email)
        await press(page, 'Use your passkey')
        await goOut(page)
        const [asItIs] = await device.credentials()

        // A copy of the device as it was before: its counter gives it away.
        await device.restore(asItWas)
        await showAfterCode(page, slipway, email)
        await press(page, 'Use your passkey')
        await page.getByText('This passkey did not work').waitFor()
        await page.inspect(page)
        await device.restore(asItIs)
        await press(page, 'Use your passkey')

        await page.goto(`${slipway.portal}/second-factor/manage`)
        await press(page, 'Remove Phone')
        await page.getByText('Passkey removed').waitFor()
        assert.match((await newestMessage(slipway, email)).subject, /passkey was removed/)
        await goOut(page)
        await page.goto(`${slipway.portal}/sign-in/passkey`)
        await press(page, 'Use your passkey')
        await page.getByText('This passkey did not sign you in').waitFor()
        await page.inspect(page)
        await page.getByRole('link', { name: 'Use a code in an email instead' }).click()
        await arrive(page, '/sign-in')
      }))

    test('without scripts every page says what else there is', () =>
      world.visit(
        async (page) => {
          const email = 'reviewer@service.example'
          await slipway.command('staff', 'add', email, '--role', 'auditor')
          await page.goto(`${slipway.portal}/sign-in/passkey`)
          await page.getByText('This browser cannot use passkeys here').waitFor()
          assert.equal(await page.getByRole('button', { name: 'Use your passkey' }).isVisible(), false)
          await page.getByRole('link', { name: 'Use a code in an email instead' }).click()
          await page.locator('#email').fill(email)
          await continues(page)
          await page.locator('#code').fill(await codeFor(slipway, email))
          await continues(page)
          await page.getByRole('link', { name: 'Use a passkey instead' }).click()
          await page.getByText('This browser cannot use passkeys here').waitFor()
          await page.getByRole('link', { name: 'Use an authenticator app instead' }).click()
          await setUpApp(page)
        },
        { javaScript: false },
      ))
  })
}

async function addPasskey(page, name) {
  await arrive(page, '/second-factor/passkey')
  await page.locator('#name').fill(name)
  await press(page, 'Add a passkey')
}

async function goOut(page) {
  await press(page, 'Sign out')
  await arrive(page, '/')
}

/** Signs in again as far as the page that asks for a second factor. */
async function showAfterCode(page, slipway, email) {
  await signInToPortal(page, slipway, email)
  await arrive(page, '/second-factor')
}

async function setUpApp(page) {
  await page.waitForURL((url) => url.pathname === '/second-factor/app')
  const shown = await page.locator('main code').allTextContents()
  const secret = shown.find((text) => /^[A-Z2-7 ]{32,}$/.test(text.trim()))
  await page.locator('#code').fill(codeOf(secret))
  await continues(page)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  return secret
}
