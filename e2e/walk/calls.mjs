// Calls: offered, booked, held and recorded.

import assert from 'node:assert/strict'
import { DAY, fillDate, inWords, workingDay } from '../support/dates.mjs'
import { PRODUCT } from './people.mjs'

/** The host offers two mornings, and the guest takes the second. */
export async function bookCall(walk, call, title) {
  const path = `${walk.home}/calls/${call}`
  await walk.manager.goTo(`${path}/offer`)
  const first = workingDay(walk.slipway.now() + 3 * DAY)
  const days = [first, workingDay(first.getTime() + DAY)]
  for (const [index, day] of days.entries()) {
    const number = index + 1
    await fillDate(walk.manager.page, `date-${number}`, day)
    await walk.manager.page.locator(`[name="time-${number}"]`).fill('10:00')
  }
  await walk.manager.press('Offer these times')
  await walk.mailTo(walk.partner, {
    subject: `${PRODUCT}: choose a time for the ${title}`,
    says: `offered 2 times for the ${title}.`,
  })
  await walk.partner.goTo(path)
  const times = walk.partner.page.locator('main input[type=radio]')
  assert.equal(await times.count(), 2)
  await times.last().check()
  await walk.partner.press('Book this time')
  await walk.mailTo(walk.manager, {
    subject: new RegExp(`^${PRODUCT}: ${title} booked for .*${inWords(days[1])}`),
    says: `booked the ${title} for `,
  })
  assert.match(await walk.partner.text(), /[Bb]ooked/)
  const file = await walk.partner.page.request.get(`${walk.slipway.portal}${path}/call.ics`)
  assert.match(await file.text(), /BEGIN:VEVENT/)
  return days[1]
}

export async function holdCall(walk, call, title, outcome) {
  const day = await bookCall(walk, call, title)
  const path = `${walk.home}/calls/${call}`
  await walk.slipway.passTimeUntil(day.getTime() + DAY / 2)
  await walk.manager.goTo(`${path}/record`)
  const { page } = walk.manager
  await page.locator(`input[name=outcome][value="${outcome}"]`).check()
  await page.locator('[name=notes]').fill('They showed the service and answered every question.')
  await walk.manager.press('Record the call')
  await walk.partner.goTo(path)
  await walk.partner.press('Confirm that this is what was said')
}
