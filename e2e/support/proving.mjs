// The steps of a person who proves who they are, by the labels of the pages.

import { arrive, continues } from './steps.mjs'

/** Somebody whom the records of the integration environment have, as they type it. */
export const GRETA = {
  name: ['Greta', 'Matchem'],
  born: ['10', '2', '1980'],
  postcode: 'zz99 9zz',
  mobile: '+447700900201',
  surgery: { key: 'Key00100', account: '7000000100', code: 'A00001' },
}

async function start(page) {
  await arrive(page, '/prove-identity')
  await continues(page)
}

async function knowsNumber(page, answer) {
  await arrive(page, '/prove-identity/nhs-number-known')
  await page.locator(`input[value=${answer}]`).check()
  await continues(page)
}

async function details(page, { born, postcode }) {
  await arrive(page, '/prove-identity/date-of-birth')
  for (const [index, name] of ['Day', 'Month', 'Year'].entries()) {
    await page.getByLabel(name, { exact: true }).fill(born[index])
  }
  await continues(page)
  await arrive(page, '/prove-identity/postcode')
  await page.locator('#postcode').fill(postcode)
  await continues(page)
  await arrive(page, '/prove-identity/check')
  await continues(page)
}

/** From the start to where the details lead that somebody gives without their NHS number. */
export async function giveName(page, person) {
  await start(page)
  await knowsNumber(page, 'no')
  await arrive(page, '/prove-identity/name')
  await page.getByLabel('First name').fill(person.name[0])
  await page.getByLabel('Last name').fill(person.name[1])
  await continues(page)
  await details(page, person)
}

export async function giveNumber(page, number, person) {
  await start(page)
  await knowsNumber(page, 'yes')
  await arrive(page, '/prove-identity/nhs-number')
  await page.locator('#nhs-number').fill(number)
  await continues(page)
  await details(page, person)
}

export async function chooseMethod(page, method) {
  await start(page)
  await arrive(page, '/prove-identity/method')
  await page.locator(`input[value=${method}]`).check()
  await continues(page)
}

/** From the choice of photo ID to the page that asks for both files. */
export async function choosePhotoId(page, { document, face }) {
  await arrive(page, '/prove-identity/photo-id')
  await continues(page)
  await arrive(page, '/prove-identity/photo-id/document')
  await page.locator(`input[value=${document}]`).check()
  await continues(page)
  await arrive(page, '/prove-identity/photo-id/face')
  await page.locator(`input[value=${face}]`).check()
  await continues(page)
  await arrive(page, '/prove-identity/photo-id/upload')
}

/** Sends a photo of a document under a name, and what shows a face. */
export async function sendPhotos(page, name, face) {
  await page.locator('#document').setInputFiles({ name, mimeType: 'image/png', buffer: PICTURE })
  await page.locator('#face').setInputFiles(face)
  await continues(page)
}

/** One blue pixel: a picture that shows nobody. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLsAAAAAElFTkSuQmCC',
  'base64',
)

export const FACE = { name: 'face.png', mimeType: 'image/png', buffer: PICTURE }

export async function giveSurgeryDetails(page, { key, account, code }) {
  await arrive(page, '/prove-identity/patient-online')
  await page.getByLabel('Linkage key').fill(key)
  await page.getByLabel('Account ID').fill(account)
  await page.getByLabel('ODS code of the surgery').fill(code)
  await continues(page)
}
