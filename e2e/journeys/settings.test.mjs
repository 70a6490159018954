// What people look after themselves: a service sends them to their settings, they change how they sign in and whom they share with,
// and whoever has forgotten their password chooses another.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeFor, linkFromMail, newestMessage } from '../support/outbox.mjs'
import * as settings from '../support/settings.mjs'
import * as steps from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

const SCOPE = 'openid profile email phone'
const REQUEST = { scope: SCOPE, vtr: '["P9.Cp.Cd"]' }
const NEW_PASSWORD = 'Lighthouse-Keeper-42'

for (const database of DATABASES) {
  describe(`settings on ${database}`, () => {
    let world, slipway, service, people

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway.at('integration')
      service = await world.service({ environment: 'integration', scope: SCOPE })
      people = await slipway.people()
    })
    after(() => world?.close())

    const person = (name) => people.find((one) => one.email.startsWith(`${name}.`))

    /** Somebody whom the service sent, in a browser that knows nothing of them. */
    async function sent(one, visit, options) {
      const outcome = await world.visit((page) => steps.signIn(page, service, one, { parameters: REQUEST }), { javaScript: false })
      return world.visit(async (page) => {
        await settings.sentBy(page, slipway, service, outcome)
        await visit(page, outcome)
      }, options)
    }

    test('a service sends somebody to their settings without a sign-in, and they change how they sign in', async () => {
      const imogen = person('imogen')
      await sent(imogen, async (page) => {
        const [email, mobile] = ['imogen.new@people.example', '07700900888']
        await settings.follow(page, 'Change email address', '/settings/confirm')
        await settings.confirmPassword(page, imogen.password)
        await steps.arrive(page, '/settings/email')
        await page.locator('#user-email').fill(email)
        await steps.press(page, 'Continue')
        await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor()
        await page.inspect(page)
        await page.goto(await linkFromMail(slipway, email, '/settings/confirm-email'))
        await steps.press(page, 'Confirm my new email address')
        await page.getByRole('link', { name: 'Go to your NHS login settings' }).click()
        await steps.arrive(page, '/settings')
        await page.getByText(email).waitFor()
        const told = await newestMessage(slipway, imogen.email)
        assert.match(told.subject, /email address of your NHS login was changed/)

        await settings.follow(page, 'Change mobile phone number', '/settings/mobile')
        await page.locator('#mobile-number').fill(mobile)
        await steps.press(page, 'Continue')
        await steps.arrive(page, '/settings/mobile/code')
        await page.locator('#otp-input').fill(await codeFor(slipway, `+44${mobile.slice(1)}`))
        await steps.press(page, 'Change my number')
        await steps.arrive(page, '/settings')
        await settings.mustSay(page, /changed your mobile phone number/)
        assert.match((await newestMessage(slipway, imogen.phone_number)).text, /another mobile phone number/)

        await settings.follow(page, 'Change password', '/settings/password')
        await page.locator('#password-input').fill(imogen.password)
        await page.locator('#new-password').fill(NEW_PASSWORD)
        await steps.press(page, 'Change password')
        await steps.arrive(page, '/settings')
        await settings.mustSay(page, /changed your password/)

        await steps.goToSignIn(page, service, REQUEST)
        await steps.enterPassword(page, { email, password: NEW_PASSWORD })
        await steps.enterCode(page, imogen.otp)
        const again = await steps.outcome(page, service)
        assert.equal(again.userinfo.email, email)
        assert.equal(again.userinfo.phone_number, `+44${mobile.slice(1)}`)
        assert.equal(again.userinfo.phone_number_pds_matched, false, 'the record has another one')
      })
    })

    test('they put their own number into their NHS record, and services hear of it', async () => {
      const tobias = person('tobias')
      await sent(
        tobias,
        async (page) => {
          await settings.follow(page, 'Change mobile phone number', '/settings/confirm')
          await settings.confirmPassword(page, tobias.password)
          await page.locator('#mobile-number').fill('07700900889')
          await steps.press(page, 'Continue')
          await page.locator('#otp-input').fill(await codeFor(slipway, '+447700900889'))
          await steps.press(page, 'Change my number')
          await settings.follow(page, 'View contact details in your NHS record', '/settings/record')
          await steps.press(page, 'Put this mobile phone number into my NHS record')
          await settings.mustSay(page, /NHS record/)
          await steps.goToSignIn(page, service, REQUEST)
          await steps.enterPassword(page, tobias)
          await steps.enterCode(page, tobias.otp)
          const { userinfo } = await steps.outcome(page, service)
          assert.equal(userinfo.phone_number_pds_matched, true)
        },
        { javaScript: false },
      )
    })

    test('they stop sharing with a service, which asks them again at the next sign-in', () =>
      world.visit(async (page) => {
        const wilf = person('wilf')
        await steps.signIn(page, service, wilf, { remember: true })
        await page.goto(`${slipway.issuer}/settings`)
        await steps.arrive(page, '/settings')
        await settings.follow(page, 'View services that you share with', '/settings/services')
        await settings.follow(page, 'Stop sharing', '/settings/services/withdraw')
        await steps.press(page, 'Stop sharing')
        await steps.arrive(page, '/settings/services')
        await settings.mustSay(page, /stopped sharing/)
        await steps.goToSignIn(page, service)
        await steps.agree(page, service)
        const { claims } = await steps.outcome(page, service)
        assert.equal(claims.identity_proofing_level, 'P9')

        await page.goto(`${slipway.issuer}/settings`)
        await settings.follow(page, 'View remembered devices', '/settings/devices')
        await settings.follow(page, /^Forget \(/, '/settings/devices/forget')
        await steps.press(page, 'Forget this device')
        await steps.arrive(page, '/settings/devices')
        await page.goto(`${slipway.issuer}/settings`)
        await settings.follow(page, 'Add landline number', '/settings/landline')
        await page.locator('#landline-number').fill('07700 900 123')
        await steps.press(page, 'Save')
        await steps.mustBeRefused(page, '/settings/landline', /UK landline number/)
        await page.locator('#landline-number').fill('020 7946 0000')
        await steps.press(page, 'Save')
        await settings.mustSay(page, /landline number/)
        await settings.follow(page, 'View where you are signed in', '/settings/sessions')
        await page.getByText('Signed in on').first().waitFor()
      }))

    test('somebody who has forgotten their password chooses another and goes on where they were', () =>
      world.visit(async (page) => {
        const priya = person('priya')
        const mine = { scope: 'openid email', vtr: '["P0.Cp.Cd"]' }
        await steps.goToSignIn(page, service, mine)
        await steps.arrive(page, '/login')
        await settings.resetPassword(page, slipway, priya.email, NEW_PASSWORD)
        await page.getByRole('link', { name: 'Continue to sign in' }).click()
        await steps.enterPassword(page, priya)
        await steps.mustBeRefused(page, '/login', /not correct/)
        await steps.enterPassword(page, { ...priya, password: NEW_PASSWORD })
        await steps.enterCode(page, priya.otp)
        await steps.agree(page, service)
        const { userinfo } = await steps.outcome(page, service)
        assert.equal(userinfo.email, priya.email)
      }))
  })
}
