// The report, and a meeting of the Board from its call to the letter.

import assert from 'node:assert/strict'
import { DAY, fillDate, inWords, workingDay } from '../support/dates.mjs'
import { PRODUCT } from './people.mjs'

export async function report(walk) {
  await walk.manager.goTo(`${walk.home}/reports/board-application`)
  const { page } = walk.manager
  await page.locator('[name=recommendation][value=approved]').check()
  await page.locator('[name=report]').fill('The criteria are met, and the use is understood.')
  await walk.manager.press('Save report')
  assert.match(await walk.manager.text(), /Approved/)
}

/** A meeting of the Board, from its call to the letter. */
export async function decide(walk) {
  await walk.member.goTo('/board')
  await walk.secretary.goTo('/board/new')
  const { page } = walk.secretary
  const day = workingDay(walk.slipway.now() + 10 * DAY)
  await fillDate(page, 'date', day)
  await fillDate(page, 'freeze', workingDay(walk.slipway.now() + 5 * DAY))
  await page.locator('[name=time]').fill('17:00')
  await page.locator('[name=quorum]').fill('1')
  await walk.secretary.press('Call the meeting')
  const meeting = new URL(page.url()).pathname
  const list = page.locator(`form[action="${meeting}/list"] button, button[form^="list"]`)
  await walk.secretary.answered(list.first().click())
  await walk.mailTo(walk.partner, {
    subject: `${PRODUCT}: the Partner Integration Board meets on ${inWords(day)}`,
    says: `The Partner Integration Board meets on ${inWords(day)} and decides on “Application”.`,
  })
  await walk.partner.goTo(walk.home)
  assert.ok((await walk.partner.text()).includes(`It is listed for ${inWords(day)}.`), 'the partner sees the date')
  await walk.secretary.goTo(meeting)
  await walk.secretary.follow('Freeze the papers now')
  await walk.secretary.press('Freeze the papers')
  await walk.secretary.page.locator('input[name=present]').first().check()
  await walk.secretary.press('Save who is present')
  await walk.slipway.passTimeUntil(day.getTime() + 9 * 60 * 60 * 1000)
  await walk.member.goTo(meeting)
  await walk.member.press('Mark the papers as read')
  await walk.member.answered(walk.member.page.locator('main a[href*="/items/"]').first().click())
  const item = new URL(walk.member.page.url()).pathname
  await walk.member.page.locator('input[name=outcome][value=approved]').check()
  await walk.member.page.locator('[name=words]').fill('The service helps people, and all is clear.')
  await walk.member.press('Record the decision')
  await walk.secretary.goTo(`${meeting}/minute`)
  await walk.secretary.press('Confirm and end the meeting')
  await walk.secretary.goTo(`${item}/letter`)
  await walk.secretary.press('Issue the letter')
  await walk.mailTo(walk.partner, {
    subject: `${PRODUCT}: your letter about “Application”`,
    says: `issued the letter “Your application for NHS login was approved: ${PRODUCT}”.`,
  })
  await walk.partner.goTo(`${walk.home}/letters/board-application`)
  assert.match(await walk.partner.text(), /approved/i)
}
