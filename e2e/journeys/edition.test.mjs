// The process is data: an edition about another identity service is copied, and a question, a task and a check with parameters
// are written into the copy. The program stays as it was built, and people, programs and the command line see all three.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { withCast } from '../support/cast.mjs'
import { program } from '../support/command-line.mjs'
import { DAY, fillBoxes, inWords, workingDay } from '../support/dates.mjs'
import { pdf } from '../support/files.mjs'
import { answerAll } from '../support/forms.mjs'
import { createProduct } from '../support/portal.mjs'
import { openWorld } from '../support/world.mjs'

const DOCK_PASS = fileURLToPath(new URL('../../crates/toolkit/tests/editions/dock-pass', import.meta.url))
const EMAILS = { partner: 'mate@line.example', reviewer: 'security@tidewater.example' }

const FIELD = `
[[field]]
id = "pilot-aboard"
section = "voyage"
question = "When does the pilot come aboard?"
label = "Pilot aboard"
kind = "date"
`
const CHECK = `
[[check]]
id = "pilot.ordered"
title = "Pilot ordered"
test.date-ahead = { field = "vessel.pilot-aboard", days = 12 }
owner = "delivery-manager"
met = "The pilot was ordered in time."
unmet = "The pilot was not ordered in time."
fix = "Order the pilot at least 12 days ahead."
requirement = "By-law 26"
`
const TASK = `
[[task]]
id = "enquiry.pilot"
stage = "enquiry"
title = "Order a pilot"
role = "delivery-manager"
does.form = "vessel"
checks = ["pilot.ordered"]
`

describe('an edition that was copied and added to', () => {
  let editions, edition

  before(async () => {
    editions = await mkdtemp(path.join(tmpdir(), 'slipway-e2e-editions-'))
    edition = path.join(editions, 'dock-pass')
    await cp(DOCK_PASS, edition, { recursive: true })
    await append('forms/vessel.toml', FIELD)
    await append('checks.toml', CHECK)
    await append('tasks.toml', TASK)
    // First at the gate that comes first, and last at one that can be met in an afternoon.
    await replace('gates.toml', 'checks = ["line.answered"', 'checks = ["pilot.ordered", "line.answered"')
    await replace('gates.toml', '"opening.allowed"]', '"opening.allowed", "pilot.ordered"]')
  })
  after(() => editions && rm(editions, { recursive: true }))

  const file = (name) => path.join(edition, name)
  const append = async (name, text) => writeFile(file(name), (await readFile(file(name), 'utf8')) + text)
  const replace = async (name, there, instead) => {
    const text = await readFile(file(name), 'utf8')
    assert.ok(text.includes(there), `${name} has ${there}`)
    await writeFile(file(name), text.replace(there, instead))
  }

  describe('without a mistake', () => {
    let world

    before(async () => {
      world = await openWorld({ editions })
    })
    after(() => world?.close())

    test('asks, lists, holds the gate closed with a reason, and opens it', () =>
      withCast(world, EMAILS, (people) => new Walk(world.slipway, people).walk(), { javaScript: false }))
  })

  test('with a mistake, starts nothing and says where it is', async () => {
    await replace('checks.toml', 'vessel.pilot-aboard', 'vessel.pilot-abroad')
    const data = path.join(editions, 'data')
    const lines = (await readFile(file('checks.toml'), 'utf8')).split('\n')
    const line = lines.findIndex((one) => one.includes('vessel.pilot-abroad')) + 1
    for (const command of ['serve', 'verify']) {
      const { code, said } = await start([command, '--data', data], { SLIPWAY_TOOLKIT_FOLDER: editions })
      assert.equal(code, 2, said)
      const place = `dock-pass/checks.toml:${line}: check \`pilot.ordered\`: `
      assert.ok(said.includes(place), `${said} has ${place}`)
      assert.ok(said.includes('did you mean `vessel.pilot-aboard`?'), said)
    }
    await assert.rejects(readFile(path.join(data, 'master.key')), { code: 'ENOENT' })
  })
})

/** Runs a command that has to end by itself. */
function start(words, environment) {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...environment }, timeout: 20_000 }
    execFile(program, words, options, (error, _, said) => resolve({ code: error?.code ?? 0, said }))
  })
}

class Walk {
  constructor(slipway, people) {
    Object.assign(this, { slipway, ...people })
  }

  async walk() {
    await this.start()
    await this.isListed()
    await this.isAsked()
    await this.addPapers()
    await this.isHeldClosed()
    await this.isOpened()
  }

  async start() {
    await this.slipway.command('staff', 'add', EMAILS.reviewer, '--role', 'reviewer:harbour-security')
    const { page } = this.partner
    await this.partner.goTo('/products')
    await page.getByRole('button', { name: 'Add your organisation' }).click()
    await createProduct(page, { organisation: 'Northern Line', product: 'Gangway' })
    await this.partner.goTo('/integrations/new')
    await this.partner.press('Start')
    this.home = new URL(page.url()).pathname
    this.id = this.home.split('/').at(-1)
    await this.makeToken()
  }

  async makeToken() {
    await this.partner.goTo('/products')
    await this.partner.follow('People of Northern Line')
    const { page } = this.partner
    await this.partner.goTo(`${new URL(page.url()).pathname}/tokens`)
    await page.locator('#name').fill('Harbour screen')
    await page.locator('input[name=scope][value="integrations:read"]').check()
    await page.locator('input[name=days][value="30"]').check()
    await this.partner.press('Make token')
    const shown = await page.locator('main code').allInnerTexts()
    this.token = shown[0].trim()
  }

  async api(place) {
    const response = await fetch(`${this.slipway.portal}/api/v1/integrations/${this.id}/${place}`, {
      headers: { authorization: `Bearer ${this.token}` },
    })
    assert.equal(response.status, 200, place)
    return response.json()
  }

  /** On the home: the task with whose it is, and why, because nothing comes before it. */
  async isListed() {
    await this.partner.goTo(this.home)
    const { page } = this.partner
    const row = page.locator('.nhsuk-task-list__item').filter({ hasText: 'Order a pilot' })
    assert.match(await row.innerText(), /For your fleet manager\./)
    const why = 'The pilot was not ordered in time. No date was given yet.'
    assert.equal(await page.locator('.app-next').innerText(), why)
    await this.partner.follow('Order a pilot')
    assert.match(await this.partner.text(), /Waiting on the fleet manager/)
    const { tasks } = await this.api('tasks')
    const task = tasks.find((one) => one.task === 'enquiry.pilot')
    assert.deepEqual([task.title, task.role], ['Order a pilot', 'delivery-manager'])
  }

  /** On a page of its own, where an answer is needed. */
  async isAsked() {
    await this.partner.follow('Answer the questions')
    const { page } = this.partner
    const isOver = async () => new URL(page.url()).pathname.endsWith('/forms/vessel/pilot-aboard')
    await answerAll(page, { crew: '12', draught: 'shallow', cargo: ['grain'] }, isOver)
    assert.match(await page.locator('h1').innerText(), /When does the pilot come aboard\?/)
    await this.partner.press('Save and continue')
    assert.match(await page.title(), /^Error: /)
    assert.match(await page.locator('.nhsuk-error-message').innerText(), /Pilot aboard: enter an answer/)
    await this.partner.goTo(`${this.home}/forms/vessel`)
    assert.match(await this.partner.text(), /1 question is left: Pilot aboard\./)
    assert.equal(await page.getByRole('button', { name: 'Submit' }).count(), 0)
  }

  /** Whatever else the gate asks for, so that only what was added is left. */
  async addPapers() {
    const { page } = this.partner
    await this.answer('opening', quietDay(this.slipway.now()))
    for (const [slot, dated] of [
      ['insurance', new Date(this.slipway.now() + 300 * DAY)],
      ['drawing', new Date(this.slipway.now())],
    ]) {
      await this.partner.goTo(`${this.home}/evidence/${slot}/add`)
      await page.locator('input[type=file]').setInputFiles(pdf(slot))
      await fillBoxes(page.locator('.nhsuk-date-input input'), dated)
      await this.partner.press('Add file')
      assert.match(await this.partner.text(), new RegExp(`${slot}\\.pdf`))
    }
    await this.reviewer.goTo('/lane')
    assert.match(await this.reviewer.text(), /Gangway/)
    await this.reviewer.goTo(`${this.home}/review/evidence/insurance`)
    await this.reviewer.press('Accept this file')
    assert.match(await this.reviewer.text(), /Accepted on/)
  }

  async answer(question, date) {
    await this.partner.goTo(`${this.home}/forms/vessel/${question}`)
    await fillBoxes(this.partner.page.locator('.nhsuk-date-input input'), date)
    await this.partner.press('Save and continue')
    assert.doesNotMatch(await this.partner.page.title(), /^Error/)
  }

  /** Eleven days are too few where the check says twelve: for people, for programs and on the command line. */
  async isHeldClosed() {
    const soon = new Date(this.slipway.now() + 11 * DAY)
    await this.answer('pilot-aboard', soon)
    const because = `The pilot was not ordered in time. ${inWords(soon)} is less than 12 days ahead.`
    const fix = 'Order the pilot at least 12 days ahead.'
    await this.partner.goTo(`${this.home}/gates/papers`)
    const { page } = this.partner
    assert.match(await this.partner.text(), /Papers: 4 of 5 checks pass\./)
    const left = await page.locator('.app-check').filter({ hasText: 'Not met yet' }).allInnerTexts()
    assert.equal(left.length, 1)
    for (const words of ['Pilot ordered', because, fix, 'By-law 26']) assert.ok(left[0].includes(words), left[0])
    for (const why of [await this.api('gates/papers'), await this.whyOnCommandLine()]) {
      assert.equal(why.met, false)
      const unmet = why.reasons.filter((reason) => reason.state !== 'met' && reason.state !== 'not-applicable')
      assert.deepEqual(
        unmet.map((reason) => [reason.check, reason.because, reason.fix, reason.waiting_on, reason.task]),
        [['pilot.ordered', because, fix, 'Fleet manager', 'enquiry.pilot']],
      )
    }
    await this.partner.goTo(this.home)
    assert.equal(await page.locator('.app-next').innerText(), because)
  }

  async isOpened() {
    await this.answer('pilot-aboard', new Date(this.slipway.now() + 13 * DAY))
    await this.partner.goTo(`${this.home}/gates/papers`)
    assert.match(await this.partner.text(), /Papers: met\./)
    assert.equal((await this.api('gates/papers')).met, true)
    assert.equal((await this.whyOnCommandLine()).met, true)
    await this.partner.goTo(this.home)
    const row = this.partner.page.locator('.nhsuk-task-list__item').filter({ hasText: 'Order a pilot' })
    assert.match(await row.innerText(), /Completed/)
  }

  async whyOnCommandLine() {
    const { gates } = await this.slipway.command('gates', '--integration', this.id)
    return gates.find((gate) => gate.gate === 'papers')
  }
}

/** A day on which gangways can be opened: June has no bank holiday, and the harbour's regatta is in August. */
function quietDay(now) {
  return workingDay(Date.UTC(new Date(now).getUTCFullYear() + 1, 5, 10))
}
