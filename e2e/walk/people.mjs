// Who takes part.

import assert from 'node:assert/strict'

export const PRODUCT = 'Harbour Appointments'
export const EMAILS = {
  partner: 'mina@supplier.example',
  developer: 'dev@supplier.example',
  safetyOfficer: 'safety@supplier.example',
  signatory: 'director@supplier.example',
  viewer: 'commissioner@icb.example',
  competitor: 'rival@elsewhere.example',
  processOwner: 'process-owner@service.example',
  manager: 'manager@service.example',
  architect: 'architect@service.example',
  governor: 'governance@service.example',
  securityReviewer: 'security@service.example',
  lawyer: 'legal@service.example',
  clinician: 'clinical@service.example',
  secretary: 'secretary@service.example',
  member: 'member@service.example',
  liveService: 'live@service.example',
  auditor: 'auditor@service.example',
}
const STAFF = {
  manager: 'project-manager',
  architect: 'reviewer:technical-architecture',
  governor: 'reviewer:information-governance',
  securityReviewer: 'reviewer:data-security',
  lawyer: 'reviewer:legal-and-commercial',
  clinician: 'reviewer:clinical-safety',
  secretary: 'board-secretary',
  member: 'board-member',
  liveService: 'live-service',
  auditor: 'auditor',
}
const COLLEAGUES = {
  developer: 'developer',
  safetyOfficer: 'clinical-safety-officer',
  signatory: 'signatory',
  viewer: 'viewer',
}

/** A role as sentences name it: `reviewer, data security`. */
function inWords(role) {
  return role.replace(':', ', ').replaceAll('-', ' ')
}

export async function appointStaff(walk) {
  await walk.slipway.command('staff', 'add', EMAILS.processOwner, '--role', 'process-owner')
  await walk.processOwner.goTo('/staff')
  const { page } = walk.processOwner
  for (const [name, role] of Object.entries(STAFF)) {
    await page.locator('#email').fill(EMAILS[name])
    await page.locator('#role').selectOption(role)
    await walk.processOwner.press('Give role')
    await walk.mailTo(walk[name], {
      subject: `You have a new role on Slipway: ${inWords(role)}`,
      says: 'Sign in with this email address. The first time, you also set up a second way to show that it is you.',
    })
  }
}

export async function inviteColleagues(walk) {
  await walk.partner.goTo('/products')
  await walk.partner.follow('People of Harbour Health')
  const { page } = walk.partner
  for (const [name, role] of Object.entries(COLLEAGUES)) {
    await page.locator('#email').fill(EMAILS[name])
    for (const box of await page.locator('input[name=role]').all()) {
      await box.setChecked((await box.getAttribute('value')) === role)
    }
    await walk.partner.press('Send invitation')
    await walk.mailTo(walk[name], {
      subject: 'Join Harbour Health on Slipway',
      says: `join Harbour Health on Slipway, where services are connected to NHS login. You will be: ${inWords(role)}.`,
    })
  }
  await walk.viewer.goTo(walk.home)
  assert.match(await walk.viewer.text(), /What is next/)
  await walk.competitor.goTo('/integrations')
  const hidden = await walk.competitor.page.goto(`${walk.slipway.portal}${walk.home}`)
  assert.equal(hidden.status(), 404, 'a competitor learns nothing')
}
