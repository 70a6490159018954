// A developer's first hour: sign in, register a product's client, sign a test person in, see why one is refused.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newKeyPair } from '../support/keys.mjs'
import { createProduct, fillInRegistration, signInToPortal } from '../support/portal.mjs'
import { arrive, press, signIn } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'
import { startRelyingParty } from '../relying-party/openid-client.mjs'

const NAME = 'Example Diary'

for (const database of DATABASES) {
  describe(`the portal on ${database}`, () => {
    let world, slipway, service

    before(async () => {
      world = await openWorld({ database })
      slipway = world.slipway
      service = await startRelyingParty()
    })
    after(async () => {
      await service?.stop()
      await world?.close()
    })

    for (const javaScript of [true, false]) {
      const how = javaScript ? 'with scripts' : 'without scripts'
      test(`a developer registers, is refused, sees why and puts it right, ${how}`, () =>
        world.visit((page) => firstHour(page, `dev-${javaScript}@supplier.example`), { javaScript }))
    }

    async function firstHour(page, email) {
      const keys = await newKeyPair()
      await signInToPortal(page, slipway, email)
      const product = await createProduct(page, { organisation: 'Example Supplier', product: NAME })
      const clientId = await registerClient(page, product, keys)
      await service.connect({ issuer: slipway.issuer, clientId, keys })
      const reference = await beRefused(page)
      await findOutWhy(page, product, reference)
      await putItRight(page, product)
      const { claims } = await signIn(page, { ...service, name: NAME }, await slipway.person('P9'))
      assert.equal(claims.aud, clientId)
      await lookBack(page, product)
      await press(page, 'Sign out')
    }

    /** A private key first, by mistake; then the right one, with a redirect URI that has a slash too many. */
    async function registerClient(page, product, keys) {
      await page.getByRole('button', { name: 'Register a client' }).click()
      await arrive(page, `${product}/sandpit/register`)
      const registration = {
        name: NAME,
        redirectUris: [`${service.redirectUri}/`],
        scopes: ['profile', 'email'],
        vectors: ['P9.Cp.Cd'],
      }
      await fillInRegistration(page, { ...registration, publicKey: keys.privatePem })
      await arrive(page, `${product}/sandpit/register`)
      await page
        .getByRole('alert')
        .filter({ hasText: /compromised/ })
        .waitFor()
      assert.equal(await page.locator('#public-key').inputValue(), '', 'a private key is never shown again')
      await fillInRegistration(page, { ...registration, publicKey: keys.publicPem })
      await arrive(page, product)
      return page.locator('#client-id').innerText()
    }

    /** Gives the reference that the page of the refusal shows. */
    async function beRefused(page) {
      await page.goto(`${service.url}/login`)
      await page.getByText('For the service’s developers').click()
      const text = await page.locator('main').innerText()
      assert.match(text, /trailing slash/)
      return /ref ([0-9A-Z-]+)/.exec(text)[1]
    }

    async function findOutWhy(page, product, reference) {
      await page.goto(`${slipway.portal}/exchanges`)
      await arrive(page, '/exchanges')
      await page.locator('#reference').fill(reference)
      await press(page, 'Find')
      await arrive(page, `${product}/sandpit/exchanges/${reference}`)
      assert.match(await page.locator('main').innerText(), /differs .* by a missing trailing slash/)
    }

    async function putItRight(page, product) {
      await page.goto(`${slipway.portal}${product}/sandpit/edit`)
      await arrive(page, `${product}/sandpit/edit`)
      await page.locator('#redirect-uris').fill(service.redirectUri)
      await press(page, 'Save changes')
      await arrive(page, product)
    }

    async function lookBack(page, product) {
      await page.goto(`${slipway.portal}${product}/sandpit/exchanges`)
      await arrive(page, `${product}/sandpit/exchanges`)
      await page.getByRole('link', { name: 'Refresh' }).click()
      await arrive(page, `${product}/sandpit/exchanges`)
      const rows = await page.locator('#exchanges tbody tr').allInnerTexts()
      assert.match(rows.at(-1), /redirect/i, 'the refusal is the oldest')
      for (const endpoint of ['authorize', 'token', 'userinfo']) {
        const isShown = rows.some((row) => row.includes(endpoint))
        assert.ok(isShown, `${endpoint} is among the exchanges: ${rows}`)
      }
      await page.locator('#exchanges tbody a').first().click()
      await page.getByRole('heading', { level: 1, name: /^Request/ }).waitFor()
      await page.inspect(page)
    }

    test('keys overlap, and what people will see can be seen before', () =>
      world.visit(async (page) => {
        await signInToPortal(page, slipway, 'second@supplier.example')
        const product = await createProduct(page, {
          organisation: 'Second Supplier',
          product: 'Second Diary',
        })
        await page.goto(`${slipway.portal}${product}/sandpit/register`)
        await arrive(page, `${product}/sandpit/register`)
        await fillInRegistration(page, {
          name: 'Second Diary',
          redirectUris: ['https://diary.example/callback'],
          publicKey: (await newKeyPair()).publicPem,
          scopes: ['email'],
          vectors: ['P0.Cp.Cd'],
        })
        await arrive(page, product)
        await page.getByRole('link', { name: 'Rotate keys' }).click()
        await arrive(page, `${product}/sandpit/keys`)
        await page.locator('#public-key').fill((await newKeyPair()).publicPem)
        await page.locator('input[name=overlap][value="1"]').check()
        await page.getByRole('button', { name: 'Add key' }).click()
        await arrive(page, product)
        await page.getByText('Key added').waitFor()
        await page.getByRole('link', { name: 'Rotate keys' }).click()
        await arrive(page, `${product}/sandpit/keys`)
        assert.equal(await page.getByRole('link', { name: /^Remove/ }).count(), 2)
        await page.goto(`${slipway.portal}${product}/sandpit/consent-preview?level=P9`)
        await arrive(page, `${product}/sandpit/consent-preview`)
        assert.match(await page.locator('main').innerText(), /email address/)
      }))

    test('the pages beside the products', () =>
      world.visit(async (page) => {
        await signInToPortal(page, slipway, 'third@supplier.example')
        await createProduct(page, { organisation: 'Third Supplier', product: 'Third Diary' })
        for (const path of [
          '/products',
          '/test-people',
          '/outbox',
          '/exchanges',
          '/organisations/new',
          '/products/new',
        ]) {
          await page.goto(`${slipway.portal}${path}`)
          await arrive(page, path)
        }
        await page.goto(`${slipway.portal}/test-people`)
        assert.match(await page.locator('main').innerText(), /190696/)
        await page.getByRole('button', { name: 'Sign out' }).click()
        await page.goto(`${slipway.portal}/products`)
        await arrive(page, '/sign-in')
      }))
  })
}
