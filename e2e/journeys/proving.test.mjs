// In the integration environment people prove who they are: a new person to P9 in one request, a known one step by step with single
// sign-on, and somebody whom nobody can match.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withCast } from '../support/cast.mjs'
import { decide } from '../support/checker.mjs'
import { codeFor, newestMessage } from '../support/outbox.mjs'
import * as proving from '../support/proving.mjs'
import * as registration from '../support/registration.mjs'
import * as steps from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

const { GRETA } = proving
const P5 = { vtr: '["P5.Cp.Cd"]' }
const P9 = { vtr: '["P9.Cp.Cd"]' }
const SCOPE = 'openid profile email phone gp_registration_details gp_integration_credentials'

for (const database of DATABASES) {
  describe(`proving who you are on ${database}`, () => {
    let world, slipway, service

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway.at('integration')
      service = await world.service({ environment: 'integration', scope: SCOPE })
    })
    after(() => world?.close())

    test('a new person goes from nothing to P9 in one request, by details and their mobile phone', () =>
      world.visit(
        async (page) => {
          const { mobile } = GRETA
          const parameters = { ...P9, scope: SCOPE }
          await registration.register(page, {
            ...{ slipway, service, mobile, parameters },
            email: 'greta@example.com',
            remember: 'no',
          })
          await proving.giveName(page, GRETA)
          await proving.chooseMethod(page, 'mobile-match')
          await steps.arrive(page, '/prove-identity/mobile-match')
          await steps.continues(page)
          await steps.arrive(page, '/enter-mobile-code')
          await steps.enterCode(page, await codeFor(slipway, mobile))
          await steps.agree(page, service)
          const { claims, userinfo } = await steps.outcome(page, service)
          assert.equal(claims.iss, slipway.issuer)
          assert.equal(claims.vot, 'P9.Cp.Cd')
          assert.equal(claims.identity_proofing_level, 'P9')
          assert.equal(claims.family_name, 'MATCHEM')
          assert.match(claims.nhs_number, /^999\d{7}$/)
          assert.equal(userinfo.phone_number_pds_matched, true)
          assert.deepEqual(userinfo.gp_registration_details, { gp_ods_code: 'A00001' })
        },
        { javaScript: false },
      ))

    test('a known person steps up to P5 and then, without signing in again, to P9', () =>
      world.visit(async (page) => {
        const people = await slipway.people()
        const person = people.find((one) => one.email.startsWith('edith'))
        const edith = { name: ['Edith', 'Ingleby'], born: ['25', '4', '1949'], postcode: 'ZZ99 9ZZ' }
        await steps.goToSignIn(page, service, { ...P5, scope: 'openid profile' })
        await steps.enterPassword(page, person)
        await steps.enterCode(page, person.otp)
        await proving.giveName(page, { ...edith, postcode: 'ZZ99 1AA' })
        await steps.arrive(page, '/prove-identity/no-match')
        await page.getByRole('button', { name: 'Check your answers' }).click()
        await steps.arrive(page, '/prove-identity/check')
        await page.getByRole('link', { name: 'Change Postcode' }).click()
        await steps.arrive(page, '/prove-identity/postcode')
        assert.equal(await page.locator('#postcode').inputValue(), 'ZZ99 1AA', 'what was said is there')
        await page.locator('#postcode').fill(edith.postcode)
        await steps.continues(page)
        await steps.arrive(page, '/prove-identity/check')
        await steps.continues(page)
        await steps.agree(page, service)
        const first = await steps.outcome(page, service)
        assert.equal(first.claims.vot, 'P5.Cp.Cd')
        await steps.goToSignIn(page, service, { ...P9, scope: 'openid profile' })
        await proving.chooseMethod(page, 'mobile-match')
        await steps.arrive(page, '/prove-identity/mobile-match')
        await steps.continues(page)
        await steps.enterCode(page, person.otp)
        await steps.agree(page, service)
        const second = await steps.outcome(page, service)
        assert.equal(second.claims.vot, 'P9.Cp.Cd')
        assert.equal(second.claims.sub, first.claims.sub)
        assert.equal(second.claims.auth_time, first.claims.auth_time, 'nobody signed in again')
      }))

    test('a surgery vouches for its own patient and for nobody else', () =>
      world.visit(async (page) => {
        const people = await slipway.people()
        const person = people.find((one) => one.email.startsWith('priya'))
        await steps.goToSignIn(page, service, { ...P9, scope: SCOPE })
        await steps.enterPassword(page, person)
        await steps.enterCode(page, person.otp)
        await proving.chooseMethod(page, 'patient-online')
        await proving.giveSurgeryDetails(page, GRETA.surgery)
        await steps.arrive(page, '/prove-identity/not-known-to-surgery')
        await page.getByRole('button', { name: 'Enter the details again' }).click()
        const own = { key: 'Key00007', account: '7000000007', code: 'A00001' }
        await proving.giveSurgeryDetails(page, own)
        await steps.agree(page, service)
        const { claims, userinfo } = await steps.outcome(page, service)
        assert.equal(claims.vot, 'P9.Cp.Cd')
        assert.equal(userinfo.gp_integration_credentials.gp_linkage_key, own.key)
      }))

    test('a checker of identity asks for better photos, then approves, and the person goes on at P9', () =>
      withCast(
        world,
        { person: 'callum.p5@people.example', checker: 'checker@service.example' },
        async ({ person: { page, ...person }, checker }) => {
          await slipway.command('staff', 'add', checker.email, '--role', 'identity-checker')
          const people = await slipway.people()
          const account = people.find((one) => one.email === person.email)
          await steps.goToSignIn(page, service, { ...P9, scope: 'openid profile' })
          await steps.enterPassword(page, account)
          await steps.enterCode(page, account.otp)
          await proving.chooseMethod(page, 'photo-id')
          await proving.choosePhotoId(page, { document: 'passport', face: 'face-scan' })
          await proving.sendPhotos(page, 'id.png', proving.FACE)
          await steps.arrive(page, '/prove-identity/photo-id/sent')

          await decide(checker, account.email, 'Ask again: photo ID not readable')
          await page.getByRole('button', { name: 'Check again' }).click()
          await page.getByRole('heading', { name: 'Send your photos again' }).waitFor()
          const asked = await newestMessage(slipway, person.email)
          assert.match(asked.text, /We could not read the photo ID/)
          await page.getByRole('button', { name: 'Send your photos again' }).click()
          await page.locator('input[value=passport]').check()
          await steps.continues(page)
          await page.locator('input[value=face-scan]').check()
          await steps.continues(page)
          await steps.arrive(page, '/prove-identity/photo-id/upload')
          await proving.sendPhotos(page, 'id.png', proving.FACE)
          await steps.arrive(page, '/prove-identity/photo-id/sent')

          await decide(checker, account.email, 'Approve')
          await page.getByRole('button', { name: 'Check again' }).click()
          await steps.agree(page, service)
          const { claims } = await steps.outcome(page, service)
          assert.equal(claims.vot, 'P9.Cp.Cd')
          assert.equal(claims.identity_proofing_level, 'P9')
        },
        { javaScript: false },
      ))

    test('a test that runs by itself names its file after what is to come of it', () =>
      world.visit(async (page) => {
        const people = await slipway.people()
        const person = people.find((one) => one.email.startsWith('noor'))
        await steps.goToSignIn(page, service, { ...P9, scope: 'openid profile' })
        await steps.enterPassword(page, person)
        await steps.enterCode(page, person.otp)
        await proving.chooseMethod(page, 'photo-id')
        await proving.choosePhotoId(page, { document: 'driving-licence', face: 'video' })
        await proving.sendPhotos(page, 'approved.png', proving.FACE)
        await steps.mustBeRefused(page, '/prove-identity/photo-id/upload', /must be an MP4 video or WebM video/)
        const film = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\0\0isommp42')])
        const face = { name: 'face.mp4', mimeType: 'video/mp4', buffer: film }
        await proving.sendPhotos(page, 'other-face.png', face)
        await steps.arrive(page, '/prove-identity/photo-id/sent')
        await page.getByText('is not the one on the photo ID').waitFor()
        await page.goto(`${slipway.issuer}/prove-identity/photo-id/upload`)
        await proving.sendPhotos(page, 'approved.png', face)
        await steps.agree(page, service)
        const { claims } = await steps.outcome(page, service)
        assert.equal(claims.vot, 'P9.Cp.Cd')
      }))

    test('whoever cannot be matched goes back to the service, which learns that and no more', () =>
      world.visit(async (page) => {
        const people = await slipway.people()
        const person = people.find((one) => one.email.startsWith('jonas'))
        await steps.goToSignIn(page, service, { ...P5, scope: 'openid profile' })
        await steps.enterPassword(page, person)
        await steps.enterCode(page, person.otp)
        const departed = { name: ['Walter', 'Departed'], born: ['3', '3', '1931'], postcode: 'ZZ99 9ZZ' }
        await proving.giveName(page, departed)
        await steps.arrive(page, '/prove-identity/record-problem')
        await steps.press(page, `Go back to ${service.name}`)
        const answer = await steps.outcome(page, service)
        assert.equal(answer.error, 'access_denied')
      }))
  })
}
