// The settings of a person: into them by a service's word or by signing in, and the steps on their pages.

import assert from 'node:assert/strict'
import { createSign, randomUUID } from 'node:crypto'
import { linkFromMail } from './outbox.mjs'
import { arrive, press } from './steps.mjs'

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWT by which a service vouches for the person that an ID token is about. */
export function assertedLogin({ clientId, keys, jti }) {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: clientId, code: jti, jti: randomUUID(), iat: now, exp: now + 60 }
  const input = `${base64url({ alg: 'RS512', typ: 'JWT' })}.${base64url(claims)}`
  return `${input}.${createSign('RSA-SHA512').update(input).sign(keys.privatePem, 'base64url')}`
}

/** As a link on the service's own pages leads there. */
export async function sentBy(page, slipway, service, { claims }) {
  const { clientId, keys } = service
  const assertion = assertedLogin({ clientId, keys, jti: claims.jti })
  await page.goto(`${slipway.issuer}/settings?asserted_login_identity=${assertion}`)
  await arrive(page, '/settings')
  assert.equal(new URL(page.url()).search, '', 'the word of the service is not left in the address')
}

/** From the first page, by the link that says what it changes. */
export async function follow(page, name, path) {
  await page.getByRole('link', { name }).click()
  await arrive(page, path)
}

export async function confirmPassword(page, password) {
  await arrive(page, '/settings/confirm')
  await page.locator('#password-input').fill(password)
  await press(page, 'Continue')
}

export async function mustSay(page, words) {
  const banner = await page.locator('.nhsuk-notification-banner').innerText()
  assert.match(banner, words)
}

/** Asks for a new password by mail and chooses it. */
export async function resetPassword(page, slipway, email, password) {
  await page.getByRole('link', { name: 'I have forgotten my password' }).click()
  await arrive(page, '/forgotten-password')
  await page.locator('#user-email').fill(email)
  await press(page, 'Continue')
  await page.getByRole('heading', { level: 1, name: 'Check your email' }).waitFor()
  await page.inspect(page)
  await page.goto(await linkFromMail(slipway, email, '/reset-password'))
  await arrive(page, '/reset-password')
  await page.locator('#new-password').fill(password)
  await press(page, 'Change my password')
  await page.getByRole('heading', { level: 1, name: 'You have changed your password' }).waitFor()
  await page.inspect(page)
}
