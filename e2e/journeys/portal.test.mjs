// A developer's first hour: sign in, register a product's client, sign a test person in, see why one is refused.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { newKeyPair } from '../support/keys.mjs'
import { createProduct, fillInRegistration, signInToPortal } from '../support/portal.mjs'
import { arrive, signIn } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'
import { startRelyingParty } from '../relying-party/openid-client.mjs'

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

    test('a developer registers, is refused, sees why and puts it right', () =>
      world.visit(async (page) => {
        const keys = await newKeyPair()
        await signInToPortal(page, slipway, 'dev@supplier.example')
        const product = await createProduct(page, {
          organisation: 'Example Supplier',
          product: 'Example Diary',
        })

        await page.getByRole('button', { name: 'Register a client' }).click()
        await arrive(page, `${product}/sandpit/register`)
        const registration = {
          name: 'Example Diary',
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
        const clientId = await page.locator('#client-id').innerText()

        await service.connect({ issuer: slipway.issuer, clientId, keys })
        await page.goto(`${service.url}/login`)
        await page.getByText('For the service’s developers').click()
        await page
          .getByText(/trailing slash/)
          .first()
          .waitFor()
        const reference = /ref ([0-9A-Z-]+)/.exec(await page.locator('main').innerText())[1]

        await page.goto(`${slipway.portal}/exchanges`)
        await arrive(page, '/exchanges')
        await page.locator('#reference').fill(reference)
        await page.getByRole('button', { name: 'Find', exact: true }).click()
        await arrive(page, `${product}/sandpit/exchanges/${reference}`)
        const explanation = await page.locator('main').innerText()
        assert.match(explanation, /differs .* by a missing trailing slash/)

        await page.goto(`${slipway.portal}${product}/sandpit/edit`)
        await arrive(page, `${product}/sandpit/edit`)
        await page.locator('#redirect-uris').fill(service.redirectUri)
        await page.getByRole('button', { name: 'Save changes' }).click()
        await arrive(page, product)
        const person = await slipway.person('P9')
        const { claims } = await signIn(page, { ...service, name: 'Example Diary' }, person)
        assert.equal(claims.aud, clientId)

        await page.goto(`${slipway.portal}${product}/sandpit/exchanges`)
        await arrive(page, `${product}/sandpit/exchanges`)
        const rows = await page.locator('#exchanges tbody tr').allInnerTexts()
        assert.match(rows.at(-1), /redirect/i, 'the refusal is the oldest')
        for (const endpoint of [/authorize/i, /token/i, /userinfo/i]) {
          assert.ok(
            rows.some((row) => endpoint.test(row)),
            `${endpoint} is among ${rows.length} exchanges`,
          )
        }
      }))

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

    test('a developer works without scripts', () =>
      world.visit(
        async (page) => {
          await signInToPortal(page, slipway, 'plain@supplier.example')
          const product = await createProduct(page, {
            organisation: 'Plain Supplier',
            product: 'Plain Diary',
          })
          await page.goto(`${slipway.portal}${product}/sandpit/register`)
          await fillInRegistration(page, {
            name: 'Plain Diary',
            redirectUris: ['https://diary.example/callback'],
            publicKey: (await newKeyPair()).publicPem,
            scopes: ['email'],
            vectors: ['P0.Cp.Cd'],
          })
          await arrive(page, product)
          await page.getByRole('link', { name: 'Request inspector' }).click()
          await arrive(page, `${product}/sandpit/exchanges`)
          await page.getByRole('link', { name: 'Refresh' }).click()
          await arrive(page, `${product}/sandpit/exchanges`)
        },
        { javaScript: false },
      ))
  })
}
