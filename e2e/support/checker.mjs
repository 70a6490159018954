// A checker of identity, on the pages of the portal.

import assert from 'node:assert/strict'

/** Finds somebody in the queue by their email address, looks at what they sent, and decides. */
export async function decide(checker, email, choice) {
  const page = await checker.goTo('/identity-checks')
  const row = page.getByRole('row').filter({ hasText: email })
  await checker.answered(row.getByRole('link').click())
  await page.inspect(page)
  const photos = page.locator('main img')
  assert.equal(await photos.count(), 2)
  for (const photo of await photos.all()) {
    assert.ok(await photo.evaluate((image) => image.complete && image.naturalWidth > 0), 'the photo is shown')
  }
  await page.getByLabel(choice, { exact: true }).check()
  await checker.press('Decide')
  assert.match(await checker.text(), /person/)
}
