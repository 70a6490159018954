// Sessions: a second service without a page, `prompt`, a remembered device, and keys that change meanwhile.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertedLogin } from '../support/settings.mjs'
import { agree, arrive, enterCode, enterPassword, goToSignIn, outcome, signIn } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

for (const database of DATABASES) {
  describe(`single sign-on on ${database}`, () => {
    let world, service, other, people

    before(async () => {
      world = await openWorld({ database })
      service = await world.service()
      other = await world.service({ name: 'Example Prescriptions', library: 'openidconnect' })
      people = (await world.slipway.people()).filter((person) => person.proofing_level === 'P9')
    })
    after(() => world?.close())

    /** The pages of the provider that a visit shows from here on. */
    function pagesShown(page) {
      const shown = []
      page.on('response', (response) => {
        const own =
          response.url().startsWith(world.slipway.issuer) && response.request().isNavigationRequest()
        if (own && response.status() === 200) shown.push(new URL(response.url()).pathname)
      })
      return shown
    }

    test('a person who is signed in goes through without a page', () =>
      world.visit(async (page) => {
        const first = await signIn(page, service, people[0])
        const shown = pagesShown(page)
        await goToSignIn(page, service)
        const second = await outcome(page, service)
        assert.deepEqual(shown, [])
        assert.equal(second.claims.sub, first.claims.sub)
        assert.equal(second.claims.auth_time, first.claims.auth_time)
        assert.notEqual(second.claims.jti, first.claims.jti)
      }))

    test('another service asks for consent and nothing else', () =>
      world.visit(async (page) => {
        const first = await signIn(page, service, people[1])
        const shown = pagesShown(page)
        await goToSignIn(page, other)
        await agree(page, other)
        const second = await outcome(page, other)
        assert.deepEqual(shown, ['/nhs-login-consent'])
        assert.equal(second.claims.sub, first.claims.sub)
        assert.deepEqual([second.claims.aud].flat(), [other.clientId])
      }))

    test('prompt=login asks again, prompt=none never asks', () =>
      world.visit(async (page) => {
        await goToSignIn(page, service, { prompt: 'none' })
        assert.equal((await outcome(page, service)).error, 'sso_login_required')
        const first = await signIn(page, service, people[2])
        await goToSignIn(page, service, { prompt: 'none' })
        assert.equal((await outcome(page, service)).claims.sub, first.claims.sub)
        await goToSignIn(page, other, { prompt: 'none' })
        assert.equal((await outcome(page, other)).error, 'consent_required')
        await goToSignIn(page, service, { prompt: 'login' })
        await enterPassword(page, people[2])
        await enterCode(page, people[2].otp)
        const again = await outcome(page, service)
        assert.ok(again.claims.auth_time >= first.claims.auth_time)
      }))

    test('a remembered device is not asked for a code', () =>
      world.visit(async (page) => {
        await signIn(page, service, people[3], { remember: true })
        await goToSignIn(page, service, { prompt: 'login' })
        await enterPassword(page, people[3])
        const { claims } = await outcome(page, service)
        assert.equal(claims.vot, 'P9.Cp.Cd', 'the device counts as the second factor')
        await goToSignIn(page, service, { prompt: 'login' })
        await enterPassword(page, people[4])
        await enterCode(page, people[4].otp)
        await agree(page, service)
        await outcome(page, service)
      }))

    for (const environment of ['sandpit', 'integration']) {
      test(`in the ${environment}, a service's word signs somebody in at its partner, once`, async () => {
        const slipway = world.slipway.at(environment)
        const from = await world.service({ environment })
        const to = await world.service({ environment, name: 'Example Prescriptions', library: 'openidconnect' })
        await slipway.command('client', 'pair', from.clientId, to.clientId, '--environment', environment)
        const person = await slipway.person('P9')
        const first = await world.visit((page) => signIn(page, from, person))
        const word = assertedLogin({ clientId: from.clientId, keys: from.keys, jti: first.claims.jti })
        await world.visit(async (page) => {
          await goToSignIn(page, to, { asserted_login_identity: word })
          await agree(page, to)
          const { claims } = await outcome(page, to)
          const [sub, vot] = [first.claims.sub, 'P9.Cp.Cd']
          assert.deepEqual([claims.sub, claims.vot, claims.auth_time], [sub, vot, first.claims.auth_time])
        })
        await world.visit(async (page) => {
          await goToSignIn(page, to, { asserted_login_identity: word })
          await arrive(page, '/login')
        })
      })
    }

    // openid-client does not ask for an unknown key within a minute of its last look, and the openidconnect
    // crate never does: the key that signs next has to be published before.
    test('the keys change in the middle and nobody notices', () =>
      world.visit(async (page) => {
        const first = await signIn(page, service, people[5])
        await goToSignIn(page, other)
        await agree(page, other)
        await outcome(page, other)
        await goToSignIn(page, service)
        await outcome(page, service)
        await world.slipway.command('keys', 'rotate', '--environment', 'sandpit')
        await page.getByRole('link', { name: 'Refresh' }).click()
        const refreshed = await outcome(page, service, '/refresh')
        assert.notEqual(refreshed.accessTokenHeader.kid, first.accessTokenHeader.kid, 'the new key signs')
        await goToSignIn(page, service)
        const second = await outcome(page, service)
        assert.equal(second.claims?.sub, first.claims.sub, JSON.stringify(second))
        assert.notEqual(second.idTokenHeader.kid, first.idTokenHeader.kid)
        await goToSignIn(page, other)
        const elsewhere = await outcome(page, other)
        assert.equal(elsewhere.idTokenHeader?.kid, second.idTokenHeader.kid, JSON.stringify(elsewhere))
        const { keys } = await (await fetch(`${world.slipway.issuer}/.well-known/jwks.json`)).json()
        const published = keys.map((key) => key.kid)
        assert.ok(published.includes(first.idTokenHeader.kid), 'old tokens can still be checked')
        assert.ok(published.includes(second.idTokenHeader.kid))
      }))
  })
}
