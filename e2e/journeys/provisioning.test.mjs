// A surgery's program asks for an account on behalf of a patient; the patient claims it from the mail, signs in to a service at P9, and
// another program finds them.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newKeyPair } from '../support/keys.mjs'
import { codeFor, linkFromMail, newestMessage } from '../support/outbox.mjs'
import { registerProgram } from '../support/programs.mjs'
import { GRETA } from '../support/proving.mjs'
import * as steps from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

const SCOPE = 'openid profile email phone'
const EMAIL = 'greta@patients.example'
const PASSWORD = 'a-long-enough-phrase'
const REQUEST = {
  nhs_number: '9990500002',
  email_address: EMAIL,
  date_of_birth: '1980-02-10',
  ods_code: 'A00001',
  phone_number: GRETA.mobile,
}

for (const database of DATABASES) {
  describe(`provisioning an account on ${database}`, () => {
    let world, slipway, service, program

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway.at('integration')
      service = await world.service({ environment: 'integration', scope: SCOPE })
      program = await registerProgram(slipway, {
        name: 'Harbour Surgery Records',
        keys: await newKeyPair(),
        scope: SCOPE,
        permissions: [['provision-accounts', 'A00001'], ['look-up-users']],
      })
    })
    after(() => world?.close())

    async function openLink(page) {
      await page.goto(await linkFromMail(slipway, EMAIL, '/claim-account'))
      await steps.arrive(page, '/claim-account')
      await page.getByText('Harbour Surgery Records').first().waitFor()
      await steps.press(page, 'Send me a security code')
      await steps.arrive(page, '/claim-account/code')
      await page.locator('#otp-input').fill(await codeFor(slipway, GRETA.mobile))
      await steps.continues(page)
    }

    async function giveDetails(page, { born, postcode }) {
      await steps.arrive(page, '/claim-account/details')
      for (const [index, name] of ['Day', 'Month', 'Year'].entries()) {
        await page.getByLabel(name, { exact: true }).fill(born[index])
      }
      await page.getByLabel('Postcode').fill(postcode)
      await steps.continues(page)
    }

    test('a patient is invited, claims the account and signs in at P9; a program finds them', () =>
      world.visit(
        async (page) => {
          const token = await program.provisioningToken()
          const refused = await program.provision(token, { ...REQUEST, ods_code: 'A00009' })
          assert.deepEqual([refused.status, refused.code], [400, '11021'])
          const invited = await program.provision(token, REQUEST)
          assert.deepEqual([invited.status, invited.code], [200, 'create'])
          const again = await program.provision(token, REQUEST)
          assert.equal(again.code, '11003')
          await openLink(page)
          await giveDetails(page, { ...GRETA, postcode: 'ZZ99 1AA' })
          await steps.mustBeRefused(page, '/claim-account/details', /your GP surgery has/)
          await giveDetails(page, GRETA)
          await steps.arrive(page, '/claim-account/terms')
          await page.getByLabel('I agree to the terms of use').check()
          await steps.continues(page)
          await steps.arrive(page, '/claim-account/password')
          await page.locator('#password-input').fill(PASSWORD)
          await steps.press(page, 'Finish')
          await steps.arrive(page, '/claim-account/done')
          const { subject } = await newestMessage(slipway, EMAIL)
          assert.equal(subject, 'Your NHS login is ready')
          const parameters = { vtr: '["P9.Cp.Cd"]', scope: SCOPE }
          await steps.goToSignIn(page, service, parameters)
          await steps.enterPassword(page, { email: EMAIL, password: PASSWORD })
          await steps.enterCode(page, await codeFor(slipway, GRETA.mobile))
          await steps.agree(page, service)
          const { claims, userinfo } = await steps.outcome(page, service)
          assert.equal(claims.vot, 'P9.Cp.Cd')
          assert.equal(claims.identity_proofing_level, 'P9')
          assert.equal(userinfo.phone_number_pds_matched, true)
          const lookUp = await program.lookUpToken('profile email')
          const filter = `nhsnumber eq "${REQUEST.nhs_number}" AND email eq "${EMAIL}"`
          const { totalResults, Resources } = await program.lookUp(lookUp, filter)
          assert.equal(totalResults, 1)
          assert.equal(Resources[0].id, claims.sub)
          assert.equal(Resources[0].name.familyName, 'MATCHEM')
          assert.equal(Resources[0]['uk:nhs:login:auth:1.0:User'].vectorsOfTrust.IdentityProofing, 'P9')
        },
        { javaScript: false },
      ))

    test('a link that was used leads nowhere, and says so', () =>
      world.visit(async (page) => {
        await page.goto(`${slipway.issuer}/claim-account?token=used-before`)
        await steps.arrive(page, '/claim-account')
        await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
      }))
  })
}
