// From the first question to an application that was accepted.

import assert from 'node:assert/strict'
import { answerAll } from '../support/forms.mjs'
import { createProduct } from '../support/portal.mjs'
import { APPLICATION, ELIGIBLE } from './answers.mjs'
import { EMAILS, PRODUCT } from './people.mjs'

/** Confirms and submits the form whose answers are shown. */
export async function submit(person) {
  const declaration = person.page.locator('main form input[type=checkbox]')
  if ((await declaration.count()) > 0) await declaration.check()
  await person.answered(person.page.locator('main form button').last().click())
  assert.doesNotMatch(await person.page.title(), /^Error/)
}

export async function checkEligibility(walk) {
  const { page } = walk.partner
  await page.goto(walk.slipway.portal)
  await walk.partner.follow('Check if your service is eligible')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  const isOver = async () => new URL(page.url()).pathname === '/eligibility/result'
  await answerAll(page, ELIGIBLE, isOver)
  assert.match(await walk.partner.text(), /meets/i)
}

export async function start(walk) {
  const { page } = walk.partner
  await page.getByRole('button', { name: 'Carry these answers into an application' }).click()
  await walk.partner.enterFromSignIn()
  await page.getByRole('button', { name: 'Add a product' }).click()
  await createProduct(page, { organisation: 'Harbour Health', product: PRODUCT })
  await walk.partner.goTo('/integrations/new')
  await walk.partner.press('Start')
  walk.home = new URL(page.url()).pathname
  assert.match(walk.home, /^\/integrations\/[0-9a-f-]{36}$/)
  assert.match(await walk.partner.text(), /Apply/)
}

export async function apply(walk) {
  for (const form of ['eligibility', 'application']) {
    await walk.partner.goTo(`${walk.home}/forms/${form}/start`)
    await answerAll(walk.partner.page, { ...ELIGIBLE, ...APPLICATION })
    if (form === 'application') await submit(walk.partner)
  }
  for (const task of ['apply.working-together', 'apply.fit', 'apply.identity-standard']) {
    await walk.partner.goTo(`${walk.home}/tasks/${task}`)
    await walk.partner.answered(walk.partner.page.locator('main form button').click())
  }
}

/** The project manager takes the integration, asks about one answer and accepts the rest. */
export async function discuss(walk) {
  await walk.manager.goTo('/portfolio?whose=all')
  assert.match(await walk.manager.text(), new RegExp(PRODUCT))
  await takeOver(walk)
  const review = `${walk.home}/review/application`
  await walk.manager.goTo(review)
  const { page } = walk.manager
  await page.locator('[name=field]').first().selectOption('overview')
  await page.locator('textarea[name=question]').fill('Which appointments are these?')
  await walk.manager.answered(page.locator('form:has(textarea[name=question]) button').click())
  await walk.mailTo(walk.partner, {
    subject: `${PRODUCT}: question about “Product overview”`,
    says: 'asked about “Product overview”: Which appointments are these?',
  })
  await walk.partner.goTo(`${walk.home}/questions/1`)
  await walk.partner.page.locator('textarea').fill('Those at GP practices.')
  await walk.partner.press('Send reply')
  await walk.mailTo(walk.manager, {
    subject: `${PRODUCT}: reply to question 1`,
    says: 'answered question 1: Those at GP practices.',
  })
  await walk.manager.goTo(review)
  await walk.manager.answered(page.locator('form:has(input[name=do][value=accept]) button').click())
  assert.match(await walk.manager.text(), /Accepted on/)
}

async function takeOver(walk) {
  await walk.manager.goTo('/my-day')
  await walk.manager.answered(walk.manager.page.getByRole('button', { name: /^Take / }).click())
  await walk.manager.goTo(`${walk.home}/cockpit`)
  assert.match(await walk.manager.text(), new RegExp(EMAILS.manager))
}
