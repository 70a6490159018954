// Every page of the provider, once with scripts and once without: with them each page is judged by axe and at
// the width of a phone; without them every way must still lead to its end.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  agree,
  arrive,
  continues,
  enterCode,
  enterPassword,
  goToSignIn,
  mustBeRefused,
  outcome,
} from '../support/steps.mjs'
import { register } from '../support/registration.mjs'
import { openWorld } from '../support/world.mjs'

/** The paths that show a page. One that is missing here, or is here and never seen, is a failure. */
const PATHS = [
  '/',
  '/authorize',
  '/check-email',
  '/confirm-email',
  '/consent-refused',
  '/enter-mobile',
  '/enter-mobile-code',
  '/login',
  '/nhs-login-consent',
  '/otp-attempts-exceeded',
  '/prove-identity',
  '/prove-identity/check',
  '/prove-identity/date-of-birth',
  '/prove-identity/method',
  '/prove-identity/mobile-match',
  '/prove-identity/name',
  '/prove-identity/nhs-number',
  '/prove-identity/nhs-number-known',
  '/prove-identity/patient-online',
  '/prove-identity/photo-id',
  '/prove-identity/photo-id/document',
  '/prove-identity/photo-id/face',
  '/prove-identity/photo-id/upload',
  '/prove-identity/postcode',
  '/prove-identity/unavailable',
  '/register',
  '/terms',
  '/trust-device',
]

const MANY = 20
const P5 = { vtr: '["P5.Cp.Cd"]' }
const P9 = { vtr: '["P9.Cp.Cd"]' }

for (const javaScript of [true, false]) {
  describe(`every page ${javaScript ? 'with' : 'without'} scripts`, () => {
    let world, service, people
    const seen = new Set()

    before(async () => {
      world = await openWorld()
      service = await world.service({ scope: 'openid profile email phone' })
      people = await world.slipway.people()
    })
    after(() => world?.close())

    /** A visit that notes which paths showed a page. */
    function visit(journey) {
      return world.visit(
        (page) => {
          page.on('response', (response) => {
            const { origin, pathname } = new URL(response.url())
            const isPage =
              response.request().isNavigationRequest() && /html/.test(response.headers()['content-type'])
            if (isPage && origin === world.slipway.issuer) seen.add(pathname)
          })
          return journey(page)
        },
        { javaScript },
      )
    }

    function of(level) {
      return people.filter((person) => person.proofing_level === level)
    }

    async function toProofing(page, person, parameters) {
      await goToSignIn(page, service, parameters)
      await enterPassword(page, person)
      await enterCode(page, person.otp)
      await arrive(page, '/prove-identity')
      await continues(page)
    }

    async function answer(page, path, values) {
      await arrive(page, `/prove-identity/${path}`)
      await continues(page)
      await mustBeRefused(page, `/prove-identity/${path}`, /Enter|Select/)
      for (const [name, value] of Object.entries(values))
        await page.locator(`input[name="${name}"]`).fill(value)
      await continues(page)
    }

    async function choose(page, path, name, value) {
      await arrive(page, `/prove-identity/${path}`)
      await page.locator(`input[name="${name}"][value="${value}"]`).check()
      await continues(page)
    }

    async function goBackToService(page) {
      await arrive(page, '/prove-identity/unavailable')
      await page.getByRole('button', { name: `Go back to ${service.name}` }).click()
      const { error } = await outcome(page, service)
      assert.ok(error, 'the service is told that its level was not reached')
    }

    test('registration', () =>
      visit(async (page) => {
        const [email, mobile] = ['every.page@example.com', '+447700900503']
        await register(page, { slipway: world.slipway, service, email, mobile, remember: 'no' })
        await agree(page, service)
        assert.equal((await outcome(page, service)).userinfo.email, email)
      }))

    test('consent and its refusal', () =>
      visit(async (page) => {
        const [person] = of('P9')
        await goToSignIn(page, service)
        await enterPassword(page, person)
        await enterCode(page, person.otp)
        await arrive(page, '/nhs-login-consent')
        await page.getByRole('link', { name: /^I do not agree/ }).click()
        await arrive(page, '/consent-refused')
        await page.getByRole('link', { name: 'Change my mind' }).click()
        await agree(page, service)
        assert.equal((await outcome(page, service)).userinfo.email, person.email)
      }))

    test('identity proofing to P5 by NHS number', () =>
      visit(async (page) => {
        await toProofing(page, of('P0')[0], P5)
        await choose(page, 'nhs-number-known', 'nhs-number-known', 'yes')
        await answer(page, 'nhs-number', { 'nhs-number': '999 000 0018' })
        await answer(page, 'date-of-birth', { day: '15', month: '3', year: '1984' })
        await answer(page, 'postcode', { postcode: 'ZZ99 9ZZ' })
        await arrive(page, '/prove-identity/check')
        await continues(page)
        await goBackToService(page)
      }))

    test('identity proofing to P5 by name, and then as somebody else', () =>
      visit(async (page) => {
        await toProofing(page, of('P0')[1], P5)
        await choose(page, 'nhs-number-known', 'nhs-number-known', 'no')
        await answer(page, 'name', { 'first-name': 'Jonas', 'last-name': 'Kelmarsh' })
        await answer(page, 'date-of-birth', { day: '15', month: '3', year: '1984' })
        await answer(page, 'postcode', { postcode: 'ZZ99 9ZZ' })
        await arrive(page, '/prove-identity/check')
        await continues(page)
        await arrive(page, '/prove-identity/unavailable')
        await page.getByRole('button', { name: 'Sign in as someone else' }).click()
        const [person] = of('P5')
        await enterPassword(page, person)
        await enterCode(page, person.otp)
        await agree(page, service)
        assert.equal((await outcome(page, service)).claims.vot, 'P5.Cp.Cd')
      }))

    test('the three ways to P9', async () => {
      const ways = {
        'patient-online': (page) =>
          answer(page, 'patient-online', { 'linkage-key': 'k', 'account-id': 'a', 'ods-code': 'A00001' }),
        'photo-id': async (page) => {
          await arrive(page, '/prove-identity/photo-id')
          await continues(page)
          await choose(page, 'photo-id/document', 'document', 'passport')
          await choose(page, 'photo-id/face', 'face', 'video')
          await arrive(page, '/prove-identity/photo-id/upload')
          await continues(page)
        },
        'mobile-match': async (page) => {
          await arrive(page, '/prove-identity/mobile-match')
          await continues(page)
        },
      }
      for (const [method, way] of Object.entries(ways)) {
        await visit(async (page) => {
          await toProofing(page, of('P5')[0], P9)
          await choose(page, 'method', 'method', method)
          await way(page)
          await goBackToService(page)
        })
      }
    })

    test('the ends: locked out, too many codes', async () => {
      const [, byPassword, byCode] = of('P9')
      await visit(async (page) => {
        await goToSignIn(page, service)
        await page.waitForURL((url) => url.pathname === '/login')
        for (let tries = 1; tries <= MANY && (await page.locator('#user-email').count()) > 0; tries += 1) {
          await page.locator('#user-email').fill(byPassword.email)
          await page.locator('#password-input').fill(`wrong ${tries}`)
          await continues(page)
        }
        await page
          .getByRole('heading', { name: 'You have tried to sign in too many times', level: 1 })
          .waitFor()
        await page.inspect(page)
      })
      await visit(async (page) => {
        await goToSignIn(page, service)
        await enterPassword(page, byCode)
        await page.waitForURL((url) => url.pathname === '/enter-mobile-code')
        for (
          let tries = 1;
          tries <= MANY && new URL(page.url()).pathname === '/enter-mobile-code';
          tries += 1
        ) {
          await page.locator('#otp-input').fill('000000')
          await continues(page)
        }
        await arrive(page, '/otp-attempts-exceeded')
      })
    })

    test('where nobody should be: no journey, and a service that asked wrongly', () =>
      visit(async (page) => {
        await page.goto(world.slipway.issuer)
        await arrive(page, '/')
        await page.goto(`${world.slipway.issuer}/login`)
        await page.getByRole('heading', { name: 'You need to start again', level: 1 }).waitFor()
        await page.inspect(page)
        const wrong = {
          client_id: service.clientId,
          redirect_uri: `${service.redirectUri}/`,
          scope: 'openid',
        }
        await page.goto(
          `${world.slipway.issuer}/authorize?${new URLSearchParams({ response_type: 'code', ...wrong })}`,
        )
        await page
          .getByRole('heading', { name: 'There is a problem with the service you came from' })
          .waitFor()
        await page.getByText('For the service’s developers').click()
        await page.getByText(/trailing slash/).waitFor()
        await page.inspect(page)
        const nowhere = await page.goto(`${world.slipway.issuer}/no-such-page`)
        assert.equal(nowhere.status(), 404)
        await page.inspect(page)
      }))

    test('no page is missing from this walk', () => {
      seen.delete('/no-such-page')
      assert.deepEqual([...seen].sort(), PATHS)
    })
  })
}
