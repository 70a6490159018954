// People prove who they are against the Personal Demographics Service, or what stands in for it: the same pages as with invented
// records, and an outage that costs nothing but time.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeFor } from '../support/outbox.mjs'
import { startPdsStub } from '../support/pds-stub.mjs'
import * as proving from '../support/proving.mjs'
import * as registration from '../support/registration.mjs'
import * as steps from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

const { GRETA } = proving
const SCOPE = 'openid profile phone gp_registration_details'

for (const database of DATABASES) {
  describe(`records of the demographics service on ${database}`, () => {
    let pds, world, slipway, service

    before(async () => {
      pds = await startPdsStub()
      world = await openWorld({ database, settings: pds.settings('integration') })
      slipway = world.slipway.at('integration')
      service = await world.service({ environment: 'integration', scope: SCOPE })
    })
    after(async () => {
      await world?.close()
      await pds?.stop()
    })

    test('an outage keeps the answers, and after it a new person reaches P9 by details and mobile phone', () =>
      world.visit(
        async (page) => {
          const { mobile } = GRETA
          await registration.register(page, {
            ...{ slipway, service, mobile, parameters: { vtr: '["P9.Cp.Cd"]', scope: SCOPE } },
            email: 'greta@example.com',
            remember: 'no',
          })
          await pds.fails('500')
          await proving.giveName(page, GRETA)
          await steps.arrive(page, '/prove-identity/try-later')
          await pds.fails()
          await page.goto(`${slipway.issuer}/prove-identity/check`)
          await steps.continues(page)
          await proving.chooseMethod(page, 'mobile-match')
          await steps.arrive(page, '/prove-identity/mobile-match')
          await steps.continues(page)
          await steps.arrive(page, '/enter-mobile-code')
          await steps.enterCode(page, await codeFor(slipway, mobile))
          await steps.agree(page, service)
          const { claims, userinfo } = await steps.outcome(page, service)
          assert.deepEqual([claims.vot, claims.family_name], ['P9.Cp.Cd', 'MATCHEM'])
          assert.match(claims.nhs_number, /^999\d{7}$/)
          assert.equal(userinfo.phone_number_pds_matched, true)
          assert.deepEqual(userinfo.gp_registration_details, { gp_ods_code: 'A00001' })
        },
        { javaScript: false },
      ))
  })
}
