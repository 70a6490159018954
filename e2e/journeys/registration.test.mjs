// A new person registers on the way to a service: e-mail link, terms, phone, consent; and is then known.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeFor, linkFromMail, newestMessage } from '../support/outbox.mjs'
import * as registration from '../support/registration.mjs'
import * as steps from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

const { P0, PASSWORD } = registration

for (const database of DATABASES) {
  describe(`registration on ${database}`, () => {
    let world, slipway, service

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway
      service = await world.service({ scope: 'openid profile email phone' })
    })
    after(() => world?.close())

    test('a new person arrives at the service', () =>
      world.visit(async (page) => {
        const [email, mobile] = ['new.person@example.com', '+447700900501']
        await registration.register(page, { slipway, service, email, mobile, remember: 'yes' })
        await steps.agree(page, service)
        const { claims, userinfo } = await steps.outcome(page, service)
        assert.equal(claims.vot, 'P0.Cp.Cd')
        assert.equal(claims.nhs_number, undefined)
        assert.equal(userinfo.email, email)
        assert.equal(userinfo.email_verified, true)
        assert.equal(userinfo.phone_number, mobile)
        assert.equal(userinfo.phone_number_verified, true)
        // The device was trusted, so the password alone is asked for; case matters in no address.
        await steps.goToSignIn(page, service, { ...P0, prompt: 'login' })
        await steps.enterPassword(page, { email: 'New.Person@example.com', password: PASSWORD })
        assert.equal((await steps.outcome(page, service)).claims.sub, claims.sub)
      }))

    test('every step refuses what it cannot use, and says what it wants', () =>
      world.visit(async (page) => {
        const email = 'careful@example.com'
        await registration.goToRegistration(page, service)
        await steps.continues(page)
        await steps.mustBeRefused(page, '/register', /Enter your email address/)
        await registration.chooseEmailAndPassword(page, email, 'short')
        await steps.mustBeRefused(page, '/register', /8 characters/)
        await registration.chooseEmailAndPassword(page, email, 'password1')
        await steps.mustBeRefused(page, '/register', /common|guess/)
        await registration.chooseEmailAndPassword(page, email, PASSWORD)
        await steps.arrive(page, '/check-email')
        await steps.press(page, 'Send the email again')
        await page.getByText('We have sent the email again').waitFor()
        await steps.arrive(page, '/check-email')
        await registration.confirmEmail(page, slipway, email)
        await steps.arrive(page, '/terms')
        await steps.continues(page)
        await steps.mustBeRefused(page, '/terms', /agree/i)
        await registration.acceptTerms(page)
        await steps.arrive(page, '/enter-mobile')
        await page.locator('#mobile-number').fill('020 7946 0000')
        await steps.continues(page)
        await steps.mustBeRefused(page, '/enter-mobile', /mobile/i)
        await registration.giveMobile(page, '07700 900502')
        await steps.enterCode(page, '12')
        await steps.mustBeRefused(page, '/enter-mobile-code', /code/i)
        await steps.press(page, 'Send the code again')
        await page.getByText('We have sent a new security code').waitFor()
        await page.inspect(page)
        await page.locator('#otp-input').fill(await codeFor(slipway, '+447700900502'))
        await steps.continues(page)
        await steps.arrive(page, '/trust-device')
        await steps.continues(page)
        await steps.mustBeRefused(page, '/trust-device', /device/i)
        await registration.trustDevice(page, 'no')
        await steps.agree(page, service)
        assert.equal((await steps.outcome(page, service)).userinfo.email, email)
      }))

    test('an address that has an account gets the same page and another mail', async () => {
      const { email } = await slipway.person('P0')
      const words = (address) =>
        world.visit(async (page) => {
          await registration.beginRegistration(page, service, address)
          return (await page.locator('main').innerText()).replaceAll(address, 'ADDRESS')
        })
      assert.equal(await words(email), await words('stranger@example.com'))
      assert.equal((await newestMessage(slipway, email)).subject, 'You already have an NHS login')
    })

    test('the link in the mail works in another browser, and once', async () => {
      const email = 'two.browsers@example.com'
      const atThePhone = (visit) =>
        world.visit(async (page) => {
          await visit(page)
          await page.inspect(page)
        })
      await world.visit(async (page) => {
        await registration.beginRegistration(page, service, email)
        await atThePhone(async (phone) => {
          await registration.confirmEmail(phone, slipway, email)
          await phone.getByRole('heading', { name: 'Your email address is confirmed', level: 1 }).waitFor()
        })
        await page.reload()
        await registration.acceptTerms(page)
        await steps.arrive(page, '/enter-mobile')
      })
      await atThePhone(async (phone) => {
        await phone.goto(await linkFromMail(slipway, email, '/confirm-email'))
        await phone.getByRole('heading', { name: 'This link does not work any more', level: 1 }).waitFor()
      })
    })
  })
}
