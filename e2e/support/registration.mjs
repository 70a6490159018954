// The steps of a new person, up to the device that may be remembered.

import { codeFor, linkFromMail } from './outbox.mjs'
import { arrive, continues, enterCode, goToSignIn } from './steps.mjs'

export const PASSWORD = 'Lighthouse-Keeper-42'

/** The least that a service can ask for: e-mail and phone are proved, no more. */
export const P0 = { vtr: '["P0.Cp.Cd"]', scope: 'openid email phone' }

export async function goToRegistration(page, service, parameters = P0) {
  await goToSignIn(page, service, parameters)
  await arrive(page, '/login')
  await page.getByRole('link', { name: 'Create an NHS login' }).click()
  await arrive(page, '/register')
}

export async function chooseEmailAndPassword(page, email, password) {
  await page.locator('#user-email').fill(email)
  await page.locator('#password-input').fill(password)
  await continues(page)
}

export async function beginRegistration(page, service, email, parameters = P0) {
  await goToRegistration(page, service, parameters)
  await chooseEmailAndPassword(page, email, PASSWORD)
  await arrive(page, '/check-email')
}

export async function confirmEmail(page, slipway, email) {
  await page.goto(await linkFromMail(slipway, email, '/confirm-email'))
  await arrive(page, '/confirm-email')
  await page.getByRole('button', { name: 'Confirm my email address' }).click()
}

export async function acceptTerms(page) {
  await arrive(page, '/terms')
  await page.getByLabel(/I agree/).check()
  await continues(page)
}

export async function giveMobile(page, mobile) {
  await arrive(page, '/enter-mobile')
  await page.locator('#mobile-number').fill(mobile)
  await continues(page)
  await arrive(page, '/enter-mobile-code')
}

export async function trustDevice(page, answer) {
  await arrive(page, '/trust-device')
  await page.locator(`input[name=remember][value=${answer}]`).check()
  await continues(page)
}

/** All of it, to the consent page or wherever the request goes on to. */
export async function register(page, { slipway, service, email, mobile, remember, parameters }) {
  await beginRegistration(page, service, email, parameters)
  await confirmEmail(page, slipway, email)
  await acceptTerms(page)
  await giveMobile(page, mobile)
  await enterCode(page, await codeFor(slipway, mobile))
  await trustDevice(page, remember)
}
