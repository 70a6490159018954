// A product comes into the integration environment: staff allow it a client, its developer registers one, and somebody who is proved
// to P9 there signs in to it. What staff take back is refused at once, in words that the developer reads.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withCast } from '../support/cast.mjs'
import { newKeyPair } from '../support/keys.mjs'
import { fillInRegistration } from '../support/portal.mjs'
import * as registration from '../support/registration.mjs'
import { arrive, signIn } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'
import { startRelyingParty } from '../relying-party/openid-client.mjs'

const NAME = 'Example Bookings'
const EMAILS = {
  developer: 'dev@supplier.example',
  liveService: 'live@service.example',
  patient: 'nobody@people.example',
}
/** An account of the developer's own, and what it is to become. */
const OWN = 'own@supplier.example'
const ROW = {
  email_address: OWN,
  first_name: 'Olive',
  last_name: 'Own',
  date_of_birth: '12/02/1968',
  phone_number: '07700900888',
  phone_number_pds_matched: false,
  nhs_number: '9998000017',
  disable_otp: true,
  disable_pds_trace: true,
  gp_ods_code: 'A00002',
  manually_confirmed: true,
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
      await aPersonOfTheirOwn(developer, patient.page, place)
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

    /** Somebody opens an account by way of the service, the developer's file makes them P9, and its undo takes it back. */
    async function aPersonOfTheirOwn(developer, page, place) {
      const [asking, own] = [{ ...service, name: NAME }, { email: OWN, password: registration.PASSWORD, otp: '190696' }]
      await page.context().clearCookies()
      const parameters = { vtr: '["P9.Cp.Cd"]', scope: 'openid profile email' }
      const details = { slipway, service: asking, email: OWN, mobile: '+447700900888', remember: 'no', parameters }
      await registration.register(page, details)
      await arrive(page, '/prove-identity')
      await developer.goTo(place)
      await developer.follow('Test people of your own')
      assert.match(await developer.text(), new RegExp(OWN))
      const checked = await sendFile(developer, 'Check it and change nothing')
      assert.match(checked, /1 row would be applied and 0 would not/)
      await developer.goTo(`${place}/test-data`)
      assert.match(await sendFile(developer, 'Change people as it says'), /From P0 to P9/)
      await page.context().clearCookies()
      const { claims } = await signIn(page, asking, own)
      assert.deepEqual([claims.vot, claims.nhs_number, claims.family_name], ['P9.Cp.Cd', '9998000017', 'OWN'])
      await developer.press('Undo this upload')
      assert.match(await developer.text(), /Put back as it was/)
    }

    async function sendFile(developer, what) {
      const buffer = Buffer.from(JSON.stringify({ p9_users: [ROW] }))
      const file = { name: 'people.json', mimeType: 'application/json', buffer }
      await developer.page.locator('input[type=file]').setInputFiles(file)
      await developer.page.getByLabel(what).check()
      await developer.press('Upload file')
      return developer.text()
    }

    async function isSuspended(developer, patient, place) {
      await developer.goTo(place)
      assert.match(await developer.text(), new RegExp(`${WHY_BACK}[^]*The client is suspended`))
      await patient.page.goto(`${service.url}/login`)
      assert.match(await patient.page.locator('body').innerText(), /unauthorized_client/)
    }
  })
}
