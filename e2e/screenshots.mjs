// Takes the pictures of the documents again, from a real Slipway: `make screenshots` writes them to docs/images.

import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRelyingParty } from './relying-party/openid-client.mjs'
import { Person } from './support/cast.mjs'
import { newKeyPair } from './support/keys.mjs'
import { createProduct, fillInRegistration, signInToPortal } from './support/portal.mjs'
import { arrive, enterCode, enterPassword, goToSignIn, outcome, agree } from './support/steps.mjs'
import { openWorld } from './support/world.mjs'

const folder = fileURLToPath(new URL('../docs/images', import.meta.url))

const world = await openWorld()
const service = Object.assign(await startRelyingParty(), { name: 'Example Appointments' })
try {
  await mkdir(folder, { recursive: true })
  await world.visit(walk)
} finally {
  await service.stop()
  await world.close()
}

// The onboarding process as the demonstration programme has it.
const programme = await openWorld({ demo: true })
try {
  await programme.visit(look)
} finally {
  await programme.close()
}

async function look(page) {
  const { people } = programme.slipway.demo
  const manager = people.find(({ roles }) => roles.includes('Project manager'))
  const person = new Person(page, programme.slipway, manager.email, manager.secret)
  await page.setViewportSize({ width: 1024, height: 900 })
  await person.goTo('/portfolio?whose=all')
  await page.screenshot({ path: path.join(folder, 'portfolio.png') })
  const home = page.locator('main tbody a[href^="/integrations/"]').first()
  const integration = new URL(await home.getAttribute('href'), programme.slipway.portal).pathname
  await person.goTo(integration.replace('/cockpit', ''))
  await page.screenshot({ path: path.join(folder, 'home.png') })
}

async function walk(page) {
  const keys = await newKeyPair()
  await signInToPortal(page, world.slipway, 'mina@supplier.example')
  const product = await createProduct(page, { organisation: 'Example Supplier', product: service.name })
  await page.goto(`${world.slipway.portal}${product}/sandpit/register`)
  await fillInRegistration(page, {
    name: service.name,
    redirectUris: [service.redirectUri],
    publicKey: keys.publicPem,
    scopes: ['profile', 'email'],
    vectors: ['P9.Cp.Cd'],
  })
  await arrive(page, product)
  await picture(page, 'environments')
  const clientId = await page.locator('#client-id').innerText()
  await service.connect({ issuer: world.slipway.issuer, clientId, keys })

  await goToSignIn(page, service)
  await arrive(page, '/login')
  await picture(page, 'login')
  const person = await world.slipway.person('P9')
  await enterPassword(page, person)
  await enterCode(page, person.otp)
  await arrive(page, '/nhs-login-consent')
  await picture(page, 'consent')
  await agree(page, service)
  await outcome(page, service)
  await goToSignIn(page, service, { redirect_uri: `${service.redirectUri}/` })
  await page.getByRole('heading', { level: 1 }).waitFor()

  await page.goto(`${world.slipway.portal}${product}/sandpit/exchanges`)
  await arrive(page, `${product}/sandpit/exchanges`)
  await picture(page, 'inspector')
  await page.locator('#exchanges tbody a').first().click()
  await page.getByRole('heading', { level: 1, name: /^Request/ }).waitFor()
  await picture(page, 'exchange')
}

async function picture(page, name) {
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
}
