// Those who have little to do before the Product Demonstration Call: what they see, what is theirs, and what they are refused.

import assert from 'node:assert/strict'
import { pdf } from '../support/files.mjs'
import { PRODUCT } from './people.mjs'

/** Whose discipline which file is. */
const FILES = { architect: ['architecture-diagram', 'user-journeys'], governor: ['data-flow-diagram'] }

/** Nothing waits for reviewers before the demonstration: their lane has for information what is of their discipline, and nothing else. */
export async function review(walk) {
  for (const reviewer of [walk.securityReviewer, walk.lawyer, walk.clinician]) {
    await reviewer.goTo('/lane')
    assert.match(await reviewer.text(), /Nothing waits for you\./)
    assert.doesNotMatch(await reviewer.text(), /\.pdf/)
    await reviewer.goTo(`${walk.home}/review/evidence/architecture-diagram`)
    assert.match(await reviewer.text(), /To be looked at by: Technical architecture reviewer\./)
    await reviewer.press('Accept this file')
    assert.match(await reviewer.page.title(), /^Error/)
    assert.match(await reviewer.text(), /Only the technical architecture reviewer can do this/)
  }
  for (const [name, slots] of Object.entries(FILES)) {
    for (const slot of slots) await acceptFromLane(walk, walk[name], slot)
  }
}

async function acceptFromLane(walk, reviewer, slot) {
  await reviewer.goTo('/lane')
  assert.match(await reviewer.text(), new RegExp(`For information[^]*${slot}\\.pdf[^]*New`))
  const link = reviewer.page.locator(`main a[href="${walk.home}/review/evidence/${slot}"]`)
  await reviewer.answered(link.click())
  await reviewer.press('Accept this file')
  assert.match(await reviewer.text(), /Accepted on/)
  await reviewer.goTo('/lane')
  assert.doesNotMatch(await reviewer.text(), new RegExp(`${slot}\\.pdf`))
}

/** The auditor reads everything and changes nothing. */
export async function audit(walk) {
  const { auditor } = walk
  await auditor.goTo(`${walk.home}/cockpit`)
  assert.ok((await auditor.text()).includes(PRODUCT))
  assert.equal(await auditor.page.locator('main form[method=post]').count(), 0, 'there is nothing to change')
  await isRefused(walk, auditor, `${walk.home}/withdraw`)
  await isNotThere(walk, auditor, `${walk.home}/calls/preparation/offer`)
}

/** The clinical safety officer answers what is about clinical safety, and leaves the rest to those who run it. */
export async function answerForSafety(walk) {
  const { safetyOfficer } = walk
  await seesWhatIsNext(walk, safetyOfficer)
  await safetyOfficer.goTo(`${walk.home}/forms/checklist/clinical-safety`)
  await safetyOfficer.page.locator('input[value=yes]').check()
  await safetyOfficer.press('Save and continue')
  assert.doesNotMatch(await safetyOfficer.page.title(), /^Error/)
  await safetyOfficer.goTo(`${walk.home}/evidence/user-journeys/add`)
  await safetyOfficer.page.locator('input[type=file]').setInputFiles(pdf('journeys-with-hazards'))
  await safetyOfficer.press('Add file')
  assert.match(await safetyOfficer.text(), /journeys-with-hazards\.pdf/)
  await isRefused(walk, safetyOfficer, `${walk.home}/plan/people/technical-architect`)
  await isRefused(walk, safetyOfficer, `${walk.home}/withdraw`)
}

/** The signatory comes with a second factor, reads everything, and has nothing to sign yet. */
export async function readBeforeSigning(walk) {
  const { signatory } = walk
  await seesWhatIsNext(walk, signatory)
  await signatory.goTo(`${walk.home}/tasks/integrate.agreement`)
  assert.match(await signatory.text(), /You cannot start this yet/)
  assert.equal(await signatory.page.locator('main form[method=post]').count(), 0, 'nothing can be signed')
  await isRefused(walk, signatory, `${walk.home}/evidence/user-journeys/add`)
  await isRefused(walk, signatory, `${walk.home}/pause`)
}

/** Live service sees who is coming, and notes what it has to know by then. */
export async function lookAhead(walk) {
  const { liveService } = walk
  await liveService.goTo('/portfolio?whose=all')
  assert.ok((await liveService.text()).includes(PRODUCT))
  await liveService.goTo(`${walk.home}/cockpit`)
  await liveService.page.locator('[name=note]').fill('Their service desk is open on weekdays.')
  await liveService.press('Add note')
  assert.match(await liveService.text(), /Noted: Their service desk is open on weekdays\./)
  await isRefused(walk, liveService, `${walk.home}/pause`)
  await isNotThere(walk, liveService, '/board')
  await isNotThere(walk, liveService, `${walk.home}/calls/preparation/offer`)
  await walk.partner.goTo(`${walk.home}/history`)
  assert.doesNotMatch(await walk.partner.text(), /service desk is open/, 'the service notes for itself')
}

async function seesWhatIsNext(walk, person) {
  await person.goTo(walk.home)
  assert.match(await person.text(), /What is next/)
  assert.match(await person.text(), /Whose turn\s+(You|Both)/i)
}

/** The page says in words that this is not theirs, and whose it is. */
async function isRefused(walk, person, path) {
  const answer = await person.page.goto(`${walk.slipway.portal}${path}`)
  assert.equal(answer.status(), 403, `${person.email} at ${path}`)
  assert.match(await person.text(), /only the .* can do this/i)
}

/** What only others of the same side do has no page for them. */
async function isNotThere(walk, person, path) {
  const answer = await person.page.goto(`${walk.slipway.portal}${path}`)
  assert.equal(answer.status(), 404, `${person.email} at ${path}`)
}
