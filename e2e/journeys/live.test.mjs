// An environment for real people: the journeys of the others where every request goes to another of two processes, records come from
// the demographics service, and messages are really sent. Then the processes are killed, and nothing that was acknowledged is lost.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withCast } from '../support/cast.mjs'
import { decide } from '../support/checker.mjs'
import { startLive } from '../support/live.mjs'
import { codeFor, newestMessage } from '../support/outbox.mjs'
import { attachDevice } from '../support/passkeys.mjs'
import * as proving from '../support/proving.mjs'
import * as registration from '../support/registration.mjs'
import * as settings from '../support/settings.mjs'
import * as steps from '../support/steps.mjs'
import { openWorld } from '../support/world.mjs'

const { GRETA } = proving
const { PASSWORD } = registration
const SCOPE = 'openid profile email phone'
const P0 = { vtr: '["P0.Cp.Cd"]', scope: 'openid email phone' }
const P5 = { vtr: '["P5.Cp.Cd"]', scope: SCOPE }
const P9 = { vtr: '["P9.Cp.Cd"]', scope: SCOPE }
const BY_PASSKEY = { vtr: '["P0.Cm"]', scope: 'openid email', prompt: 'login' }
const VECTORS = ['P0.Cp.Cd', 'P5.Cp.Cd', 'P9.Cp.Cd', 'P0.Cm']

const EDITH = { name: ['Edith', 'Ingleby'], born: ['25', '4', '1949'], postcode: 'ZZ99 9ZZ' }
const ROWAN = { name: ['Rowan', 'Ashby'], born: ['12', '3', '1984'], postcode: 'ZZ99 9ZZ' }

describe('an environment for real people, in two processes behind a proxy', () => {
  let world, live, service, other

  before(async () => {
    world = await openWorld({ database: 'postgres', start: startLive })
    live = world.slipway
    const client = { environment: 'live', scope: SCOPE, vectors: VECTORS }
    service = await world.service(client)
    other = await world.service({ ...client, name: 'Example Prescriptions', library: 'openidconnect' })
    await live.command('client', 'pair', service.clientId, other.clientId, '--environment', 'live')
  })
  after(() => world?.close())

  test('a new person registers, comes back, steps up to P5 and P9, and goes on to another service', async () => {
    const { mobile } = GRETA
    const email = 'greta@example.com'
    const last = await world.visit(
      async (page) => {
        await registration.register(page, { slipway: live, service, email, mobile, remember: 'no', parameters: P0 })
        await steps.agree(page, service)
        const first = await steps.outcome(page, service)
        assert.equal(first.claims.iss, live.issuer)
        assert.equal(first.claims.vot, 'P0.Cp.Cd')
        assert.equal(first.userinfo.phone_number, mobile)

        await steps.goToSignIn(page, service, { ...P0, prompt: 'login' })
        await steps.enterPassword(page, { email, password: PASSWORD })
        await steps.enterCode(page, await codeFor(live, mobile))
        const again = await steps.outcome(page, service)
        assert.equal(again.claims.sub, first.claims.sub)

        await steps.goToSignIn(page, service, P5)
        await proving.giveName(page, GRETA)
        await steps.agree(page, service)
        const matched = await steps.outcome(page, service)
        assert.equal(matched.claims.vot, 'P5.Cp.Cd')
        assert.equal(matched.claims.family_name, 'MATCHEM')

        await steps.goToSignIn(page, service, P9)
        await proving.chooseMethod(page, 'mobile-match')
        await steps.arrive(page, '/prove-identity/mobile-match')
        await steps.continues(page)
        await steps.enterCode(page, await codeFor(live, mobile))
        await steps.agree(page, service)
        const proved = await steps.outcome(page, service)
        assert.equal(proved.claims.vot, 'P9.Cp.Cd')
        assert.match(proved.claims.nhs_number, /^999\d{7}$/)
        assert.equal(proved.claims.auth_time, again.claims.auth_time, 'nobody signed in again')
        return proved
      },
      { javaScript: false },
    )
    await world.visit(async (page) => {
      const { clientId, keys } = service
      const word = settings.assertedLogin({ clientId, keys, jti: last.claims.jti })
      await steps.goToSignIn(page, other, { ...P9, asserted_login_identity: word })
      await steps.agree(page, other)
      const { claims } = await steps.outcome(page, other)
      assert.deepEqual([claims.sub, claims.vot], [last.claims.sub, 'P9.Cp.Cd'])
    })
  })

  test('a checker decides upon photos, and the person looks after their settings', () =>
    withCast(
      world,
      { person: 'edith@example.com', checker: 'checker@service.example' },
      async ({ person: { page, email }, checker }) => {
        await live.command('staff', 'add', checker.email, '--role', 'identity-checker')
        const mobile = '+447700900521'
        await registration.register(page, { slipway: live, service, email, mobile, remember: 'no', parameters: P9 })
        await proving.giveName(page, EDITH)
        await sendPhotos(page)
        await decide(checker, email, 'Approve')
        const told = await newestMessage(live, email, ({ subject }) => /identity|proved/i.test(subject))
        assert.ok(told.id, 'a mail that comes twice can be known as one')
        await page.getByRole('button', { name: 'Check again' }).click()
        await steps.agree(page, service)
        const outcome = await steps.outcome(page, service)
        assert.equal(outcome.claims.vot, 'P9.Cp.Cd')

        await settings.sentBy(page, live, service, outcome)
        await settings.follow(page, 'Change mobile phone number', '/settings/confirm')
        await settings.confirmPassword(page, PASSWORD)
        await steps.arrive(page, '/settings/mobile')
        await page.locator('#mobile-number').fill('07700900522')
        await steps.press(page, 'Continue')
        await page.locator('#otp-input').fill(await codeFor(live, '+447700900522'))
        await steps.press(page, 'Change my number')
        await settings.mustSay(page, /changed your mobile phone number/)
        await newestMessage(live, mobile, ({ text }) => /another mobile phone number/.test(text))

        await attachDevice(page)
        await settings.follow(page, /View passkeys/, '/settings/passkeys')
        await settings.follow(page, 'Add a passkey', '/settings/passkeys/add')
        await steps.press(page, 'Add a passkey')
        await settings.mustSay(page, /You have added a passkey/)
        await steps.goToSignIn(page, service, BY_PASSKEY)
        await page.getByRole('link', { name: 'Sign in with a passkey' }).click()
        await steps.arrive(page, '/login/passkey')
        await steps.press(page, 'Use your passkey')
        assert.equal((await steps.outcome(page, service)).claims.vot, 'P0.Cm')

        await page.goto(`${live.issuer}/settings`)
        await settings.follow(page, 'View services that you share with', '/settings/services')
        await settings.follow(page, 'Stop sharing', '/settings/services/withdraw')
        await steps.press(page, 'Stop sharing')
        await settings.mustSay(page, /stopped sharing/)
        await steps.goToSignIn(page, service, { ...BY_PASSKEY, prompt: 'none' })
        assert.equal((await steps.outcome(page, service)).error, 'consent_required')
      },
    ))

  test('a process that is killed takes nothing with it that a person was told', () =>
    withCast(
      world,
      { person: 'rowan@example.com', checker: 'second.checker@service.example' },
      async ({ person: { page, email }, checker }) => {
        await live.command('staff', 'add', checker.email, '--role', 'identity-checker')
        const mobile = '+447700900523'
        await registration.beginRegistration(page, service, email, P9)
        await registration.confirmEmail(page, live, email)
        await steps.arrive(page, '/terms')
        await live.kill(0)
        await registration.acceptTerms(page)
        await registration.giveMobile(page, mobile)
        await steps.enterCode(page, await codeFor(live, mobile))
        await registration.trustDevice(page, 'no')
        await steps.arrive(page, '/prove-identity')
        await live.handOver(0)
        await proving.giveName(page, ROWAN)
        await steps.arrive(page, '/prove-identity')
        await live.handOver(1)
        await sendPhotos(page)
        await live.handOver(0)
        await decide(checker, email, 'Approve')
        await page.getByRole('button', { name: 'Check again' }).click()

        // The code is out, and the service has not redeemed it; then it has its tokens, and asks for the rest.
        const redirected = service.front.before('/callback', () => live.handOver(1))
        const asked = live.before('/userinfo', () => live.handOver(0))
        await steps.agree(page, service)
        const { claims, userinfo } = await steps.outcome(page, service)
        await asked
        assert.equal(claims.vot, 'P9.Cp.Cd')
        assert.equal(userinfo.email, email)

        // The process that redeemed the code is gone, and the other one knows that it was used.
        const { url } = await redirected
        await page.goto(service.url + url)
        const replayed = await steps.outcome(page, service)
        assert.equal(replayed.error, 'invalid_grant', JSON.stringify(replayed))
        assert.match(replayed.error_description, /used before/)
        await live.restart(1)
      },
    ))

  test('a mail that was on its way when its process was killed is sent by the other one', () =>
    world.visit(async (page) => {
      const email = 'sian@example.com'
      await live.kill(1)
      await live.messages.holdMail(() => registration.beginRegistration(page, service, email))
      await live.kill(0)
      live.messages.deliverAgain()
      // The killed one's claim to the mail runs out.
      await live.passMinutes(2)
      await live.restart(1)
      await registration.confirmEmail(page, live, email)
      await steps.arrive(page, '/terms')
      await live.restart(0)
    }))

  /** From the choice of a way to P9 to the page that says that the photos are being looked at. */
  async function sendPhotos(page) {
    await proving.chooseMethod(page, 'photo-id')
    await proving.choosePhotoId(page, { document: 'passport', face: 'face-scan' })
    await proving.sendPhotos(page, 'id.png', proving.FACE)
    await steps.arrive(page, '/prove-identity/photo-id/sent')
  }
})
