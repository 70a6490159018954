// Staff sign in through their organisation's OpenID Provider, in a browser without scripts. The provider is a library that we did not
// write; on one database its client shows a secret and its tokens are signed with RSA, on the other it is a private key and ES256.

import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { codeOf } from '../support/authenticator.mjs'
import { newKeyPair } from '../support/keys.mjs'
import { CLIENT_ID, STRONG, startOrganisationProvider } from '../support/organisation-provider.mjs'
import { codeFor, newestMessage } from '../support/outbox.mjs'
import { arrive, continues, press } from '../support/steps.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'

const BUTTON = 'Sign in with NHSmail'
const ADA = 'ada@service.example'

for (const database of DATABASES) {
  describe(`staff through their organisation, on ${database}`, () => {
    let world, slipway, provider, folder

    before(async () => {
      provider = await startOrganisationProvider()
      folder = await mkdtemp(path.join(tmpdir(), 'slipway-e2e-staff-'))
      const { agreement, settings } = database === 'sqlite' ? withSecret() : await withKey(folder)
      world = await openWorld({ database, settings: { ...usual(provider.issuer), ...settings } })
      slipway = world.slipway
      const redirectUri = `${slipway.portal}/sign-in/organisation/callback`
      provider.open({ redirectUri, people, ...agreement })
      await slipway.command('staff', 'add', ADA, '--role', 'auditor')
    })
    after(async () => {
      await world?.close()
      await provider?.stop()
      await rm(folder, { recursive: true })
    })

    const visit = (journey) => world.visit(journey, { javaScript: false })

    test('the first time by the address, with our own second factor; strongly signed in there, without it', () =>
      visit(async (page) => {
        await goToProvider(page, slipway, '/staff')
        await signInThere(page, 'ada')
        await setUpApp(page)
        await page.getByRole('heading', { level: 1, name: 'People who work for the service' }).waitFor()
        assert.match((await newestMessage(slipway, ADA)).subject, /authenticator app/)
        await press(page, 'Sign out')

        await page.goto(`${slipway.portal}/staff`)
        await page.getByRole('button', { name: BUTTON }).click()
        // The provider remembers her, and asks nothing.
        await arrive(page, '/second-factor')
        await press(page, 'Sign out')

        await signOutThere(page)
        await goToProvider(page, slipway, '/staff')
        await signInThere(page, 'ada', { strong: true })
        await page.getByRole('heading', { level: 1, name: 'People who work for the service' }).waitFor()
        // What the provider has seen opens the portal, and changes nothing of how she signs in.
        await page.goto(`${slipway.portal}/second-factor/manage`)
        await press(page, 'Make new recovery codes')
        await arrive(page, '/second-factor')
      }))

    for (const [name, why] of [
      ['outsider', 'is nobody here'],
      ['unverified', 'has an address that nobody checked'],
      ['elsewhere', 'has an address of another organisation'],
    ]) {
      test(`somebody who ${why} reads the same page and is shown the other way`, () =>
        visit(async (page) => {
          await goToProvider(page, slipway)
          await signInThere(page, name)
          assert.equal(await page.locator('h1').innerText(), 'You cannot sign in this way')
          await page.getByRole('button', { name: 'Choose how to sign in' }).click()
          await arrive(page, '/sign-in')
        }))
    }

    test('somebody who cancels there signs in with a code in an email', () =>
      visit(async (page) => {
        await goToProvider(page, slipway)
        await press(page, 'Cancel')
        assert.equal(await page.locator('h1').innerText(), 'Your organisation did not sign you in')
        await page.getByRole('button', { name: 'Choose how to sign in' }).click()
        await arrive(page, '/sign-in')
        await page.locator('#email').fill('partner@supplier.example')
        await continues(page)
        await page.locator('#code').fill(await codeFor(slipway, 'partner@supplier.example'))
        await continues(page)
        await arrive(page, '/organisations/new')
      }))

    test('an answer that another browser asked for opens nothing', async () => {
      const stolen = await visit(async (page) => {
        await goToProvider(page, slipway)
        const { request } = page.context()
        const form = { person: 'ada', strong: 'yes' }
        // As the browser would, up to the last step, which it does not take.
        let answer = await request.post(page.url(), { form, maxRedirects: 0 })
        answer = await request.get(answer.headers().location, { maxRedirects: 0 })
        return answer.headers().location
      })
      await visit(async (page) => {
        assert.match(stolen, /callback\?code=/)
        await page.goto(stolen)
        assert.equal(await page.locator('h1').innerText(), 'This sign-in is over')
        await page.goto(`${slipway.portal}/staff`)
        await arrive(page, '/sign-in')
      })
    })
  })
}

test('a provider that does not answer is a page with the other way in', async () => {
  // It listens and says nothing of use: nobody has opened it.
  const provider = await startOrganisationProvider()
  const issuer = provider.issuer
  await provider.stop()
  const world = await openWorld({ settings: { ...usual(issuer), ...withSecret().settings } })
  try {
    await world.visit(async (page) => {
      await page.goto(`${world.slipway.portal}/sign-in`)
      await arrive(page, '/sign-in')
      await page.getByRole('button', { name: BUTTON }).click()
      await arrive(page, '/sign-in/organisation')
      assert.equal(await page.locator('h1').innerText(), "Your organisation's sign-in is not working")
      await page.getByRole('button', { name: 'Choose how to sign in' }).click()
      await arrive(page, '/sign-in')
    })
  } finally {
    await world.close()
  }
})

const people = {
  ada: { email: ADA, email_verified: true },
  outsider: { email: 'outsider@service.example', email_verified: true },
  unverified: { email: ADA, email_verified: false },
  elsewhere: { email: 'ada@elsewhere.example', email_verified: true },
}

function usual(issuer) {
  return {
    SLIPWAY_STAFF_SIGN_IN_ISSUER: issuer,
    SLIPWAY_STAFF_SIGN_IN_CLIENT_ID: CLIENT_ID,
    SLIPWAY_STAFF_SIGN_IN_EMAIL_DOMAINS: 'service.example',
    SLIPWAY_STAFF_SIGN_IN_LABEL: BUTTON,
    SLIPWAY_STAFF_SIGN_IN_STRONG_ACR: STRONG,
  }
}

function withSecret() {
  const secret = 'a secret with / and + and : and %'
  const client = { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret }
  return {
    agreement: { client, algorithm: 'RS256' },
    settings: { SLIPWAY_STAFF_SIGN_IN_CLIENT_SECRET: secret },
  }
}

async function withKey(folder) {
  const { privatePem, publicPem } = await newKeyPair()
  const file = path.join(folder, 'key.pem')
  await writeFile(file, privatePem)
  await chmod(file, 0o600)
  const jwk = { ...createPublicKey(publicPem).export({ format: 'jwk' }), use: 'sig', kid: 'of-slipway' }
  const client = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] } }
  return {
    agreement: { client, algorithm: 'ES256' },
    settings: {
      SLIPWAY_STAFF_SIGN_IN_PRIVATE_KEY_FILE: file,
      SLIPWAY_STAFF_SIGN_IN_KEY_ID: 'of-slipway',
    },
  }
}

/** From the page that somebody wanted to see to the provider's own. */
async function goToProvider(page, slipway, wanted = '/integrations') {
  await page.goto(`${slipway.portal}${wanted}`)
  await arrive(page, '/sign-in')
  await page.getByRole('button', { name: BUTTON }).click()
  await page.waitForURL((url) => url.pathname.startsWith('/interaction/'))
}

/** Ends the session that the provider has of this browser, which would let her in unasked. */
function signOutThere(page) {
  return page.context().clearCookies({ name: /^_session/ })
}

async function signInThere(page, person, { strong = false } = {}) {
  await page.locator('#person').fill(person)
  if (strong) await page.locator('#strong').check()
  await press(page, 'Continue to Slipway')
}

async function setUpApp(page) {
  await arrive(page, '/second-factor/app')
  const shown = await page.locator('main code').allTextContents()
  const secret = shown.find((text) => /^[A-Z2-7 ]{32,}$/.test(text.trim()))
  await page.locator('#code').fill(codeOf(secret))
  await continues(page)
  await page.getByRole('button', { name: 'I have kept them' }).click()
}
