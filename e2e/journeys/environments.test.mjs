// A product comes into the integration environment: staff allow it a client, its developer registers one, and somebody who is proved
// to P9 there signs in to it. What staff take back is refused at once, in words that the developer reads.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withCast } from '../support/cast.mjs'
import { newKeyPair } from '../support/keys.mjs'
import { fillInRegistration } from '../support/portal.mjs'
import { arrive, signIn } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'
import { startRelyingParty } from '../relying-party/openid-client.mjs'

const NAME = 'Example Bookings'
const EMAILS = {
  developer: 'dev@supplier.example',
  liveService: 'live@service.example',
  patient: 'nobody@people.example',
}
const WHY_BACK = 'Details of real people were sent'

for (const database of DATABASES) {
  describe(`a product in the integration environment on ${database}`, () => {
    let world, slipway, service

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway.at('integration')
      service = await startRelyingParty()
      await slipway.command('staff', 'add', EMAILS.liveService, '--role', 'live-service')
    })
    after(async () => {
      await service?.stop()
      await world?.close()
    })

    test('staff allow a client, a developer registers it, and somebody at P9 signs in to it', () =>
      withCast(world, EMAILS, journey, { javaScript: false }))

    async function journey({ developer, liveService, patient }) {
      const place = `${await createProduct(developer)}/integration`
      await developer.goTo(place)
      assert.match(await developer.text(), /staff have to allow it first/)
      await decide(liveService, place, 'Allow a client', 'The request form was accepted')
      const keys = await newKeyPair()
      const clientId = await register(developer, place, keys)
      const audience = `${slipway.issuer}/token`
      await service.connect({ issuer: slipway.issuer, clientId, keys, audience })
      const person = await slipway.person('P9')
      const { claims } = await signIn(patient.page, { ...service, name: NAME }, person)
      assert.deepEqual([claims.aud, claims.iss, claims.vot], [clientId, slipway.issuer, 'P9.Cp.Cd'])
      assert.equal(claims.identity_proofing_level, 'P9')
      await developer.goTo(`${place}/exchanges`)
      assert.match(await developer.text(), /Claims were given|Tokens were given/)
      await decide(liveService, place, 'Take it back', WHY_BACK)
      await isSuspended(developer, patient, place)
    }

    async function createProduct(developer) {
      const page = await developer.goTo('/organisations/new')
      await page.locator('#name').fill('Example Supplier')
      await developer.press('Continue')
      await page.locator('#name').fill(NAME)
      await developer.press('Continue')
      const product = new URL(page.url()).pathname
      await developer.follow('Open the integration environment')
      return product
    }

    async function decide(liveService, place, button, reason) {
      const page = await liveService.goTo(place)
      const link = button === 'Take it back' ? 'Take the client in the integration environment back' : 'Allow a client in the integration environment'
      await liveService.follow(link)
      await liveService.press(button)
      assert.match(await liveService.text(), /Say why/)
      await page.locator('#reason').fill(reason)
      await liveService.press(button)
      await arrive(page, place)
      assert.match(await liveService.text(), new RegExp(reason))
    }

    async function register(developer, place, keys) {
      const page = await developer.goTo(place)
      await developer.page.getByRole('button', { name: 'Register a client' }).click()
      await arrive(page, `${place}/register`)
      await fillInRegistration(page, {
        name: NAME,
        redirectUris: [service.redirectUri],
        publicKey: keys.publicPem,
        scopes: ['profile', 'email'],
        vectors: ['P9.Cp.Cd'],
      })
      await arrive(page, place)
      return page.locator('#client-id').innerText()
    }

    async function isSuspended(developer, patient, place) {
      await developer.goTo(place)
      assert.match(await developer.text(), new RegExp(`${WHY_BACK}[^]*The client is suspended`))
      await patient.page.goto(`${service.url}/login`)
      assert.match(await patient.page.locator('body').innerText(), /unauthorized_client/)
    }
  })
}
