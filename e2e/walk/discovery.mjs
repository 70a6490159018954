// Discovery: the proof of concept, level and scopes, evidence, plan and checklist.

import assert from 'node:assert/strict'
import { DAY, fillBoxes, workingDay } from '../support/dates.mjs'
import { pdf } from '../support/files.mjs'
import { answerAll } from '../support/forms.mjs'
import { newKeyPair } from '../support/keys.mjs'
import { fillInRegistration } from '../support/portal.mjs'
import { signIn } from '../support/steps.mjs'
import { CHECKLIST, LEVEL } from './answers.mjs'
import { submit } from './application.mjs'
import { EMAILS, PRODUCT } from './people.mjs'

/** How long Slipway may take to see a sign-in by itself. It looks every half minute. */
const LOOKED_AT_WITHIN = 60_000

/** A client of the product's own signs a person in. */
export async function signInAtTheSandpit(walk) {
  const keys = await newKeyPair()
  await walk.developer.goTo('/products')
  await walk.developer.follow(PRODUCT)
  const { page } = walk.developer
  await page.getByRole('button', { name: 'Register a client' }).click()
  await fillInRegistration(page, {
    name: PRODUCT,
    redirectUris: [walk.service.redirectUri],
    publicKey: keys.publicPem,
    scopes: ['email'],
    vectors: ['P0.Cp.Cd'],
  })
  await page.locator('#client-id').waitFor()
  const clientId = await page.locator('#client-id').innerText()
  const task = `${walk.home}/tasks/discovery.sandpit`
  await walk.developer.goTo(task)
  await walk.service.connect({ issuer: walk.slipway.issuer, clientId, keys, ahead: walk.slipway.ahead })
  const parameters = { vtr: '["P0.Cp.Cd"]', scope: 'openid email' }
  const { claims } = await signIn(page, walk.service, await walk.slipway.person('P9'), { parameters })
  assert.equal(claims.aud, clientId)
}

/** Nobody asks for it: the page is looked at until Slipway has seen the sign-in by itself. */
export async function isTickedByItself(walk) {
  const gate = `${walk.home}/gates/demonstration-call`
  const seen = /A whole sign-in by the product's own client worked in the sandpit/
  const until = Date.now() + LOOKED_AT_WITHIN
  for (;;) {
    await walk.developer.goTo(gate)
    if (seen.test(await walk.developer.text())) break
    assert.ok(Date.now() < until, `${gate} says that nothing was seen`)
  }
  await walk.developer.goTo(`${walk.home}/tasks/discovery.sandpit`)
  assert.match(await walk.developer.text(), /Slipway saw it on/)
}

export async function chooseLevelAndScopes(walk) {
  const { page } = walk.developer
  await walk.developer.goTo(`${walk.home}/levels/level`)
  await page.locator('main input[type=checkbox]').first().check()
  await walk.developer.press('Save what people do')
  for (const [question, answer] of Object.entries(LEVEL)) {
    await walk.developer.goTo(`${walk.home}/forms/level/${question}`)
    await page.locator(`input[value="${answer}"]`).check()
    await walk.developer.press('Save and continue')
  }
  await walk.developer.goTo(`${walk.home}/levels/level`)
  await walk.developer.press('Choose the proposed vectors')
  await walk.partner.goTo(`${walk.home}/forms/level`)
  if ((await walk.partner.page.locator('main form button').count()) > 0) await submit(walk.partner)
  await walk.developer.goTo(`${walk.home}/scopes/scopes`)
  for (const scope of ['openid', 'email']) await page.locator(`input[value=${scope}]`).check()
  await walk.developer.press('Show what this means')
  await walk.developer.press('Save scopes')
  await walk.developer.goTo(`${walk.home}/forms/scopes/start`)
  await answerAll(page)
  await walk.partner.goTo(`${walk.home}/forms/scopes`)
  if ((await walk.partner.page.locator('main form button').count()) > 0) await submit(walk.partner)
}

export async function addEvidence(walk) {
  for (const slot of ['architecture-diagram', 'data-flow-diagram', 'user-journeys']) {
    await walk.partner.goTo(`${walk.home}/evidence/${slot}/add`)
    const { page } = walk.partner
    const file = pdf(slot)
    await page.locator('input[type=file]').setInputFiles({ ...file, buffer: Buffer.from('hello') })
    await walk.partner.press('Add file')
    assert.match(await page.title(), /^Error/, 'what is no PDF is refused')
    await page.locator('input[type=file]').setInputFiles(file)
    await walk.partner.press('Add file')
    assert.match(await walk.partner.text(), new RegExp(`${slot}\\.pdf`))
  }
}

export async function planAndProceed(walk) {
  const { page } = walk.partner
  await walk.partner.goTo(`${walk.home}/tasks/discovery.library`)
  const read = page.locator('main form button')
  await walk.partner.answered(read.first().click())
  await walk.partner.goTo(`${walk.home}/plan`)
  await fillBoxes(page.locator('.nhsuk-date-input input'), workingDay(walk.slipway.now() + 30 * DAY))
  await walk.partner.press('Propose dates')
  const links = page.locator('main a[href*="/plan/people/"], main a[href*="/plan/needs/"]')
  const needs = await links.evaluateAll((all) => all.map((link) => new URL(link.href).pathname))
  assert.ok(needs.length > 0, 'the plan names who is needed')
  for (const need of needs) {
    await walk.partner.goTo(need)
    await page.locator('main input[type=text], main input:not([type])').first().fill('Mina Patel')
    await page.locator('main input[type=email]').fill(EMAILS.partner)
    await walk.partner.press('Name this person')
  }
  for (const [file, start] of [
    ['plan.ics', 'BEGIN:VCALENDAR'],
    ['plan.xlsx', 'PK'],
  ]) {
    const answer = await page.request.get(`${walk.slipway.portal}${walk.home}/${file}`)
    assert.equal((await answer.text()).startsWith(start), true, file)
  }
  await walk.partner.goTo(`${walk.home}/decisions/proceed`)
  await page.locator('input[name=outcome][value=proceed]').check()
  await page.locator('main textarea').first().fill('The team is ready.')
  await walk.partner.answered(page.locator('main form button').first().click())
}

export async function fillInChecklist(walk) {
  await walk.partner.goTo(`${walk.home}/forms/checklist/start`)
  await answerAll(walk.partner.page, CHECKLIST)
  await submit(walk.partner)
}
