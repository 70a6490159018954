// The forms of the onboarding process, filled in question by question as somebody would who has an answer to each.

import assert from 'node:assert/strict'
import { press } from './steps.mjs'

/** More than any form has. */
const MOST = 60

/**
 * Answers every question from the page that is shown to the page that checks the answers.
 * @param {Record<string, string | string[] | Record<string, string>[]>} answers by the question's id, which ends its path: text, the value of a
 *   radio, the values of checkboxes, or rows. A question that is not named gets a plain answer.
 */
export async function answerAll(page, answers = {}, isOver = isCheckPage) {
  for (let count = 0; count < MOST; count += 1) {
    await page.inspect(page)
    if (await isOver(page)) return
    await answerOne(page, answers[new URL(page.url()).pathname.split('/').at(-1)])
  }
  assert.fail(`still at ${page.url()} after ${MOST} questions`)
}

/** The page that lists the answers of a form. */
async function isCheckPage(page) {
  return /\/forms\/[^/]+$/.test(new URL(page.url()).pathname)
}

async function answerOne(page, answer) {
  const form = page.locator('main form').first()
  if (await isListOfRows(page)) return addRow(page, answer)
  await fill(form, answer)
  await form.locator('button').first().click()
}

async function isListOfRows(page) {
  return (await page.locator('main a[href$="/rows/new"]').count()) > 0
}

async function addRow(page, answer) {
  const rows = await page.locator('main a[href*="/rows/"]').count()
  if (rows > 1) return press(page, 'Continue')
  await page.locator('main a[href$="/rows/new"]').click()
  await fill(page.locator('main form').first(), answer?.[0])
  await page.locator('main form button').first().click()
}

async function fill(form, answer) {
  await tick(form, answer)
  for (const select of await form.locator('select').all()) await select.selectOption({ index: 1 })
  const dates = form.locator('.nhsuk-date-input')
  for (const date of await dates.all()) await fillDate(date)
  const inputs = form.locator(
    'input[type=text]:not(.nhsuk-date-input__input), input[type=email], input:not([type]), textarea',
  )
  for (const input of await inputs.all()) {
    const label = await input.evaluate((element) => element.labels[0]?.textContent ?? '')
    if (label.includes('(optional)')) continue
    const isEmail = (await input.getAttribute('type')) === 'email'
    const plain = isEmail ? 'mina@supplier.example' : 'People book and change their appointments.'
    await input.fill(typeof answer === 'string' ? answer : plain)
  }
}

async function tick(form, answer) {
  const wanted = [answer].flat().filter((one) => typeof one === 'string')
  const choices = form.locator('input[type=radio], input[type=checkbox]')
  if ((await choices.count()) === 0) return
  const values = await choices.evaluateAll((all) => all.map((one) => one.value))
  const chosen = wanted.filter((value) => values.includes(value))
  if (wanted.length > 0) assert.deepEqual(chosen, wanted, `the page offers ${values}`)
  for (const value of chosen.length > 0 ? chosen : values.slice(0, 1)) {
    await form.locator(`input[value="${value}"]`).first().check()
  }
}

/** Half a year ahead, on a day that every month has. */
async function fillDate(date) {
  const then = new Date()
  then.setUTCMonth(then.getUTCMonth() + 6, 15)
  const [day, month, year] = await date.locator('input').all()
  await day.fill('15')
  await month.fill(String(then.getUTCMonth() + 1))
  await year.fill(String(then.getUTCFullYear()))
}
