// The steps of a developer on the portal's pages.

import { codeFor } from './outbox.mjs'
import { arrive, continues } from './steps.mjs'

/** Signs in with the code that the portal mails; ends wherever the portal leads. */
export async function signInToPortal(page, slipway, email) {
  await page.goto(slipway.portal)
  await arrive(page, '/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await arrive(page, '/sign-in')
  await page.locator('#email').fill(email)
  await continues(page)
  await arrive(page, '/sign-in/code')
  await page.locator('#code').fill(await codeFor(slipway, email))
  await continues(page)
}

/** What a new developer does first; ends at the product's page, whose path it gives. */
export async function createProduct(page, { organisation, product }) {
  await arrive(page, '/organisations/new')
  await page.locator('#name').fill(organisation)
  await continues(page)
  await arrive(page, '/products/new')
  await page.locator('#name').fill(product)
  await continues(page)
  await page.getByRole('heading', { level: 1 }).filter({ hasText: product }).waitFor()
  await page.inspect(page)
  return new URL(page.url()).pathname
}

/** Registers the product's client in the sandpit, without judging how that ends. */
export async function fillInRegistration(page, { name, redirectUris, publicKey, scopes, vectors }) {
  await page.locator('#name').fill(name)
  await page.locator('#redirect-uris').fill(redirectUris.join('\n'))
  await page.locator('#public-key').fill(publicKey)
  for (const scope of scopes) await page.locator(`input[name=scope][value="${scope}"]`).check()
  for (const vector of vectors) await page.locator(`input[name=vector][value="${vector}"]`).check()
  await page.getByRole('button', { name: 'Register client' }).click()
}
