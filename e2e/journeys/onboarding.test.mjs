// A partner's way from the first question to a booked Product Demonstration Call, without scripts: every role plays its part in
// a browser of its own, every mail is read from the outbox, and a real client signs a test person in at the sandpit.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withCast } from '../support/cast.mjs'
import { answerAll } from '../support/forms.mjs'
import { newKeyPair } from '../support/keys.mjs'
import { newestMessage } from '../support/outbox.mjs'
import { createProduct, fillInRegistration } from '../support/portal.mjs'
import { arrive, signIn } from '../support/steps.mjs'
import { openWorld } from '../support/world.mjs'
import { startRelyingParty } from '../relying-party/openid-client.mjs'

const PRODUCT = 'Harbour Appointments'
const EMAILS = {
  partner: 'mina@supplier.example',
  developer: 'dev@supplier.example',
  viewer: 'commissioner@icb.example',
  competitor: 'rival@elsewhere.example',
  processOwner: 'process-owner@service.example',
  manager: 'manager@service.example',
  reviewer: 'architect@service.example',
  secretary: 'secretary@service.example',
  member: 'member@service.example',
  auditor: 'auditor@service.example',
}
const STAFF = {
  manager: 'project-manager',
  reviewer: 'reviewer:technical-architecture',
  secretary: 'board-secretary',
  member: 'board-member',
  auditor: 'auditor',
}
const ELIGIBLE = {
  people: 'england',
  users: 'patients',
  benefit: 'yes',
  free: 'yes',
  live: 'yes',
  'own-login': 'yes',
  contract: 'yes',
  commissioner: 'icb',
  'one-off': 'no',
  apis: ['none'],
  'gp-credentials': 'no',
}
const APPLICATION = {
  hosting: ['uk'],
  processing: ['uk'],
  deployment: ['england'],
  level: 'P0',
  information: ['email'],
  ai: 'no',
}
const LEVEL = {
  sensitive: 'no',
  'nhs-number': 'none',
  'gp-credentials': 'no',
  'own-login': 'no',
  'no-verification': 'no',
}
const CHECKLIST = {
  demonstration: 'live',
  channels: ['web'],
  features: ['none'],
  isms: 'yes',
  'clinical-safety': 'yes',
  'medical-device': 'no',
}
const DAY = 24 * 60 * 60 * 1000
// The smallest file that is a PDF to those who look into it.
const PDF = Buffer.from(
  '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n' +
    'trailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n',
)

describe('a partner on the way to NHS login', () => {
  let world, slipway, service

  before(async () => {
    world = await openWorld({ rehearsal: true })
    slipway = world.slipway
    service = Object.assign(await startRelyingParty(), { name: PRODUCT })
  })
  after(async () => {
    await service?.stop()
    await world?.close()
  })

  test('from the first question to a booked Product Demonstration Call', () =>
    withCast(world, EMAILS, (people) => new Walk(slipway, service, people).walk(), { javaScript: false }))
})

class Walk {
  constructor(slipway, service, people) {
    Object.assign(this, { slipway, service, ...people })
  }

  async walk() {
    await this.appointStaff()
    await this.checkEligibility()
    await this.start()
    await this.inviteColleagues()
    await this.apply()
    await this.discuss()
    await this.holdCall('application-review', 'ready-for-board')
    await this.report()
    await this.decide()
    await this.signInAtTheSandpit()
    await this.chooseLevelAndScopes()
    await this.addEvidence()
    await this.planAndProceed()
    await this.fillInChecklist()
    await this.holdCall('preparation', 'ready')
    await this.bookCall('product-demonstration')
    await this.lookBack()
  }

  /** A mail that somebody got, whose subject or text says so. */
  async mailTo(person, words) {
    const { subject, text } = await newestMessage(this.slipway, person.email)
    assert.match(`${subject}\n${text}`, words, `the newest mail to ${person.email} is: ${subject}\n${text}`)
    return text
  }

  async appointStaff() {
    await this.slipway.command('staff', 'add', EMAILS.processOwner, '--role', 'process-owner')
    await this.processOwner.goTo('/staff')
    const { page } = this.processOwner
    for (const [name, role] of Object.entries(STAFF)) {
      await page.locator('#email').fill(EMAILS[name])
      await page.locator('#role').selectOption(role)
      await this.processOwner.press('Give role')
      await this.mailTo(this[name], /role/i)
    }
  }

  async checkEligibility() {
    const { page } = this.partner
    await page.goto(this.slipway.portal)
    await this.partner.follow('Check if your service is eligible')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    const isOver = async () => new URL(page.url()).pathname === '/eligibility/result'
    await answerAll(page, ELIGIBLE, isOver)
    assert.match(await this.partner.text(), /meets/i)
  }

  async start() {
    const { page } = this.partner
    await page.getByRole('button', { name: 'Carry these answers into an application' }).click()
    await this.partner.enterFromSignIn()
    await page.getByRole('button', { name: 'Add a product' }).click()
    await createProduct(page, { organisation: 'Harbour Health', product: PRODUCT })
    await this.partner.goTo('/integrations/new')
    await this.partner.press('Start')
    this.home = new URL(page.url()).pathname
    assert.match(this.home, /^\/integrations\/[0-9a-f-]{36}$/)
    assert.match(await this.partner.text(), /Apply/)
  }

  async inviteColleagues() {
    await this.partner.goTo('/products')
    await this.partner.follow('People of Harbour Health')
    const { page } = this.partner
    for (const [name, role] of [
      ['developer', 'developer'],
      ['viewer', 'viewer'],
    ]) {
      await page.locator('#email').fill(EMAILS[name])
      for (const box of await page.locator('input[name=role]').all()) {
        await box.setChecked((await box.getAttribute('value')) === role)
      }
      await this.partner.press('Send invitation')
      await this.mailTo(this[name], /Harbour Health/)
    }
    await this.viewer.goTo(this.home)
    assert.match(await this.viewer.text(), /What is next/)
    await this.competitor.goTo('/integrations')
    const hidden = await this.competitor.page.goto(`${this.slipway.portal}${this.home}`)
    assert.equal(hidden.status(), 404, 'a competitor learns nothing')
  }

  async apply() {
    for (const form of ['eligibility', 'application']) {
      await this.partner.goTo(`${this.home}/forms/${form}/start`)
      await answerAll(this.partner.page, { ...ELIGIBLE, ...APPLICATION })
      if (form === 'application') await this.submit(this.partner)
    }
    for (const task of ['apply.working-together', 'apply.fit', 'apply.identity-standard']) {
      await this.partner.goTo(`${this.home}/tasks/${task}`)
      await this.partner.answered(this.partner.page.locator('main form button').click())
    }
  }

  /** Confirms and submits the form whose answers are shown. */
  async submit(person) {
    const declaration = person.page.locator('main form input[type=checkbox]')
    if ((await declaration.count()) > 0) await declaration.check()
    await person.answered(person.page.locator('main form button').last().click())
    assert.doesNotMatch(await person.page.title(), /^Error/)
  }

  /** The project manager takes the integration, asks about one answer and accepts the rest. */
  async discuss() {
    await this.manager.goTo('/portfolio?whose=all')
    assert.match(await this.manager.text(), new RegExp(PRODUCT))
    await this.takeOver()
    const review = `${this.home}/review/application`
    await this.manager.goTo(review)
    const { page } = this.manager
    await page.locator('[name=field]').first().selectOption('overview')
    await page.locator('textarea[name=question]').fill('Which appointments are these?')
    await this.manager.answered(page.locator('form:has(textarea[name=question]) button').click())
    await this.mailTo(this.partner, /Which appointments/)
    await this.partner.goTo(`${this.home}/questions/1`)
    await this.partner.page.locator('textarea').fill('Those at GP practices.')
    await this.partner.press('Send reply')
    await this.mailTo(this.manager, /Those at GP practices|replied/i)
    await this.manager.goTo(review)
    await this.manager.answered(page.locator('form:has(input[name=do][value=accept]) button').click())
    assert.match(await this.manager.text(), /Accepted on/)
  }

  async takeOver() {
    await this.manager.goTo('/my-day')
    await this.manager.answered(this.manager.page.getByRole('button', { name: /^Take / }).click())
    await this.manager.goTo(`${this.home}/cockpit`)
    assert.match(await this.manager.text(), new RegExp(EMAILS.manager))
  }

  /** The host offers two mornings, and the guest takes the second. */
  async bookCall(call) {
    const path = `${this.home}/calls/${call}`
    await this.manager.goTo(`${path}/offer`)
    const first = workingDay(this.slipway.now() + 3 * DAY)
    const days = [first, workingDay(first.getTime() + DAY)]
    for (const [index, day] of days.entries()) {
      const number = index + 1
      await this.fillDate(this.manager.page, `date-${number}`, day)
      await this.manager.page.locator(`[name="time-${number}"]`).fill('10:00')
    }
    await this.manager.press('Offer these times')
    await this.mailTo(this.partner, /time/i)
    await this.partner.goTo(path)
    const times = this.partner.page.locator('main input[type=radio]')
    assert.equal(await times.count(), 2)
    await times.last().check()
    await this.partner.press('Book this time')
    await this.mailTo(this.manager, /book/i)
    assert.match(await this.partner.text(), /[Bb]ooked/)
    const file = await this.partner.page.request.get(`${this.slipway.portal}${path}/call.ics`)
    assert.match(await file.text(), /BEGIN:VEVENT/)
    return days[1]
  }

  async holdCall(call, outcome) {
    const day = await this.bookCall(call)
    const path = `${this.home}/calls/${call}`
    await this.slipway.passTimeUntil(day.getTime() + DAY / 2)
    await this.manager.goTo(`${path}/record`)
    const { page } = this.manager
    await page.locator(`input[name=outcome][value="${outcome}"]`).check()
    await page.locator('[name=notes]').fill('They showed the service and answered every question.')
    await this.manager.press('Record the call')
    await this.partner.goTo(path)
    await this.partner.press('Confirm that this is what was said')
  }

  async report() {
    await this.manager.goTo(`${this.home}/reports/board-application`)
    const { page } = this.manager
    await page.locator('[name=recommendation][value=approved]').check()
    await page.locator('[name=report]').fill('The criteria are met, and the use is understood.')
    await this.manager.press('Save report')
    assert.match(await this.manager.text(), /Approved/)
  }

  /** A meeting of the Board, from its call to the letter. */
  async decide() {
    await this.member.goTo('/board')
    await this.secretary.goTo('/board/new')
    const { page } = this.secretary
    const day = workingDay(this.slipway.now() + 10 * DAY)
    await this.fillDate(page, 'date', day)
    await this.fillDate(page, 'freeze', workingDay(this.slipway.now() + 5 * DAY))
    await page.locator('[name=time]').fill('17:00')
    await page.locator('[name=quorum]').fill('1')
    await this.secretary.press('Call the meeting')
    const meeting = new URL(page.url()).pathname
    const list = page.locator(`form[action="${meeting}/list"] button, button[form^="list"]`)
    await this.secretary.answered(list.first().click())
    await this.mailTo(this.partner, /The Partner Integration Board meets on/)
    await this.partner.goTo(this.home)
    assert.match(await this.partner.text(), /Board/, 'the partner sees the date')
    await this.secretary.goTo(meeting)
    await this.secretary.follow('Freeze the papers now')
    await this.secretary.press('Freeze the papers')
    await this.secretary.page.locator('input[name=present]').first().check()
    await this.secretary.press('Save who is present')
    await this.slipway.passTimeUntil(day.getTime() + 9 * 60 * 60 * 1000)
    await this.member.goTo(meeting)
    await this.member.press('Mark the papers as read')
    await this.member.answered(this.member.page.locator('main a[href*="/items/"]').first().click())
    const item = new URL(this.member.page.url()).pathname
    await this.member.page.locator('input[name=outcome][value=approved]').check()
    await this.member.page.locator('[name=words]').fill('The service helps people, and all is clear.')
    await this.member.press('Record the decision')
    await this.secretary.goTo(`${meeting}/minute`)
    await this.secretary.press('Confirm and end the meeting')
    await this.secretary.goTo(`${item}/letter`)
    await this.secretary.press('Issue the letter')
    await this.mailTo(this.partner, /approved/i)
    await this.partner.goTo(`${this.home}/letters/board-application`)
    assert.match(await this.partner.text(), /approved/i)
  }

  /** A client of the product's own signs a person in, and the check ticks itself. */
  async signInAtTheSandpit() {
    const keys = await newKeyPair()
    await this.developer.goTo('/products')
    await this.developer.follow(PRODUCT)
    const { page } = this.developer
    await page.getByRole('button', { name: 'Register a client' }).click()
    await fillInRegistration(page, {
      name: PRODUCT,
      redirectUris: [this.service.redirectUri],
      publicKey: keys.publicPem,
      scopes: ['email'],
      vectors: ['P0.Cp.Cd'],
    })
    await page.locator('#client-id').waitFor()
    const clientId = await page.locator('#client-id').innerText()
    const task = `${this.home}/tasks/discovery.sandpit`
    await this.developer.goTo(task)
    await this.service.connect({ issuer: this.slipway.issuer, clientId, keys, ahead: this.slipway.ahead })
    const parameters = { vtr: '["P0.Cp.Cd"]', scope: 'openid email' }
    const { claims } = await signIn(page, this.service, await this.slipway.person('P9'), { parameters })
    assert.equal(claims.aud, clientId)
    await this.developer.goTo(task)
    const again = page.getByRole('button', { name: 'Check again' })
    if ((await again.count()) > 0) await this.developer.press('Check again')
    await this.developer.goTo(`${this.home}/gates/demonstration-call`)
    assert.match(await this.developer.text(), /A whole sign-in by the product's own client worked in the sandpit/)
  }

  async chooseLevelAndScopes() {
    const { page } = this.developer
    await this.developer.goTo(`${this.home}/levels/level`)
    await page.locator('main input[type=checkbox]').first().check()
    await this.developer.press('Save what people do')
    for (const [question, answer] of Object.entries(LEVEL)) {
      await this.developer.goTo(`${this.home}/forms/level/${question}`)
      await page.locator(`input[value="${answer}"]`).check()
      await this.developer.press('Save and continue')
    }
    await this.developer.goTo(`${this.home}/levels/level`)
    await this.developer.press('Choose the proposed vectors')
    await this.partner.goTo(`${this.home}/forms/level`)
    if ((await this.partner.page.locator('main form button').count()) > 0) await this.submit(this.partner)
    await this.developer.goTo(`${this.home}/scopes/scopes`)
    for (const scope of ['openid', 'email']) await page.locator(`input[value=${scope}]`).check()
    await this.developer.press('Show what this means')
    await this.developer.press('Save scopes')
    await this.developer.goTo(`${this.home}/forms/scopes/start`)
    await answerAll(page)
    await this.partner.goTo(`${this.home}/forms/scopes`)
    if ((await this.partner.page.locator('main form button').count()) > 0) await this.submit(this.partner)
  }

  async addEvidence() {
    for (const slot of ['architecture-diagram', 'data-flow-diagram', 'user-journeys']) {
      await this.partner.goTo(`${this.home}/evidence/${slot}/add`)
      const { page } = this.partner
      const file = { name: `${slot}.pdf`, mimeType: 'application/pdf', buffer: PDF }
      await page.locator('input[type=file]').setInputFiles({ ...file, buffer: Buffer.from('hello') })
      await this.partner.press('Add file')
      assert.match(await page.title(), /^Error/, 'what is no PDF is refused')
      await page.locator('input[type=file]').setInputFiles(file)
      await this.partner.press('Add file')
      assert.match(await this.partner.text(), new RegExp(`${slot}\\.pdf`))
    }
    await this.reviewer.goTo('/lane')
    await this.auditor.goTo(`${this.home}/cockpit`)
  }

  async planAndProceed() {
    const { page } = this.partner
    await this.partner.goTo(`${this.home}/tasks/discovery.library`)
    const read = page.locator('main form button')
    await this.partner.answered(read.first().click())
    await this.partner.goTo(`${this.home}/plan`)
    await fillBoxes(page.locator('.nhsuk-date-input input'), workingDay(this.slipway.now() + 30 * DAY))
    await this.partner.press('Propose dates')
    const links = page.locator('main a[href*="/plan/people/"], main a[href*="/plan/needs/"]')
    const needs = await links.evaluateAll((all) => all.map((link) => new URL(link.href).pathname))
    assert.ok(needs.length > 0, 'the plan names who is needed')
    for (const need of needs) {
      await this.partner.goTo(need)
      await page.locator('main input[type=text], main input:not([type])').first().fill('Mina Patel')
      await page.locator('main input[type=email]').fill(EMAILS.partner)
      await this.partner.press('Name this person')
    }
    for (const [file, start] of [
      ['plan.ics', 'BEGIN:VCALENDAR'],
      ['plan.xlsx', 'PK'],
    ]) {
      const answer = await page.request.get(`${this.slipway.portal}${this.home}/${file}`)
      assert.equal((await answer.text()).startsWith(start), true, file)
    }
    await this.partner.goTo(`${this.home}/decisions/proceed`)
    await page.locator('input[name=outcome][value=proceed]').check()
    await page.locator('main textarea').first().fill('The team is ready.')
    await this.partner.answered(page.locator('main form button').first().click())
  }

  async fillInChecklist() {
    await this.partner.goTo(`${this.home}/forms/checklist/start`)
    await answerAll(this.partner.page, CHECKLIST)
    await this.submit(this.partner)
    await this.partner.goTo(`${this.home}/gates/demonstration-call`)
    assert.doesNotMatch(await this.partner.text(), /What is left/)
  }

  async lookBack() {
    await this.partner.goTo(this.home)
    await this.partner.goTo(`${this.home}/history`)
    const gates = await this.slipway.command('gates', '--integration', this.home.split('/').at(-1))
    assert.ok(JSON.stringify(gates).includes('demonstration'))
    const verified = await this.slipway.command('verify')
    assert.ok(verified, 'the log holds')
  }

  fillDate(page, name, date) {
    return fillBoxes(page.locator(`[name^="${name}["]`), date)
  }
}

/** The three boxes of a date. */
async function fillBoxes(boxes, date) {
  const parts = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()]
  for (const [index, part] of parts.entries()) await boxes.nth(index).fill(String(part))
}

/** That day or the next that is none of a weekend nor of the holidays at the turn of the year. */
function workingDay(moment) {
  const day = new Date(moment)
  const isFree = () =>
    [0, 6].includes(day.getUTCDay()) ||
    (day.getUTCMonth() === 11 && day.getUTCDate() > 23) ||
    (day.getUTCMonth() === 0 && day.getUTCDate() < 4)
  while (isFree()) day.setUTCDate(day.getUTCDate() + 1)
  day.setUTCHours(0, 0, 0, 0)
  return day
}
