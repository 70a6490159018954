// A test person signs in at a service for the first time, by every library and on every database.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { enterCode, enterPassword, goToSignIn, outcome, signIn } from '../support/steps.mjs'
import { DATABASES, LIBRARIES, openWorld } from '../support/world.mjs'

for (const database of DATABASES) {
  for (const library of Object.keys(LIBRARIES)) {
    describe(`sign-in on ${database} with ${library}`, () => {
      let world, service, person

      before(async () => {
        world = await openWorld({ database })
        service = await world.service({ library })
        person = await world.slipway.person('P9')
      })
      after(() => world?.close())

      test('a person signs in, agrees and is known to the service', () =>
        world.visit(async (page) => {
          const { claims, userinfo, accessTokenClaims } = await signIn(page, service, person)
          assert.equal(claims.iss, world.slipway.issuer)
          assert.equal(claims.vot, 'P9.Cp.Cd')
          assert.match(claims.vtm, new RegExp(`^${world.slipway.issuer}/trustmark/localhost`))
          assert.equal((await fetch(claims.vtm)).status, 200, 'the trustmark can be read')
          assert.equal(claims.nhs_number, person.nhs_number)
          assert.equal(claims.identity_proofing_level, 'P9')
          assert.equal(userinfo.sub, claims.sub)
          assert.equal(userinfo.email, person.email)
          assert.equal(userinfo.email_verified, true)
          assert.equal(userinfo.family_name, person.family_name)
          assert.equal(userinfo.birthdate, person.birthdate)
          assert.equal(accessTokenClaims.sub, claims.sub)
          assert.equal(accessTokenClaims.nhs_number, person.nhs_number)
        }))

      test('a service gets fresh tokens for the same person', () =>
        world.visit(async (page) => {
          await goToSignIn(page, service)
          await enterPassword(page, person)
          await enterCode(page, person.otp)
          const first = await outcome(page, service)
          await page.getByRole('link', { name: 'Refresh' }).click()
          const second = await outcome(page, service, '/refresh')
          assert.equal(second.userinfo.sub, first.userinfo.sub)
          assert.notEqual(second.response.access_token, first.response.access_token)
          assert.notEqual(second.response.refresh_token, first.response.refresh_token)
          assert.equal(second.response.id_token ?? null, null)
        }))
    })
  }
}
