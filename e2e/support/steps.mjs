// The steps of a person on the provider's pages, by the ids, labels and paths that partners' own browser tests
// use. Each step begins by arriving at its page and ends by leaving it.

import assert from 'node:assert/strict'

/** Waits until the browser shows the page of a path, and judges it. */
export async function arrive(page, path) {
  await page.waitForURL((url) => url.pathname === path)
  await page.inspect(page)
}

/** The page of a path again, with a message beside a field. */
export async function mustBeRefused(page, path, message) {
  await arrive(page, path)
  const messages = await page.locator('.nhsuk-error-message').allInnerTexts()
  assert.match(messages.join('\n'), message)
  assert.match(await page.title(), /^Error: /, 'the title says that there is an error')
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' })
  assert.ok((await summary.count()) === 1, 'one summary lists the errors')
}

/** Sends a form by its button and waits for the page that answers: it can be the same one with a message. */
export async function press(page, name) {
  const answered = page.waitForEvent('load')
  await page.getByRole('button', { name, exact: true }).click()
  await answered
}

export function continues(page) {
  return press(page, 'Continue')
}

export async function enterPassword(page, { email, password }) {
  await arrive(page, '/login')
  await page.locator('#user-email').fill(email)
  await page.locator('#password-input').fill(password)
  await continues(page)
}

export async function enterCode(page, code, { remember = false } = {}) {
  await arrive(page, '/enter-mobile-code')
  await page.locator('#otp-input').fill(code)
  if (remember) await page.locator('#rmd').check()
  await continues(page)
}

export async function agree(page, service) {
  await arrive(page, '/nhs-login-consent')
  await page.getByText(service.name).first().waitFor()
  await press(page, 'I agree to share this information')
}

/** From the service to the provider, by the link on its start page or with parameters of one's own. */
export async function goToSignIn(page, service, parameters) {
  if (parameters) {
    await page.goto(`${service.url}/login?${new URLSearchParams(parameters)}`)
  } else {
    await page.goto(service.url)
    await page.getByRole('link', { name: 'Continue to NHS login' }).click()
  }
}

/** Back at the service: what it learned, or the error that it was given. */
export async function outcome(page, service, path = '/callback') {
  await page.waitForURL((url) => url.origin === service.url && url.pathname === path)
  return JSON.parse(await page.locator('#outcome').innerText())
}

/** A whole signing-in for the first time at a service. */
export async function signIn(page, service, person, { remember = false, parameters } = {}) {
  await goToSignIn(page, service, parameters)
  await enterPassword(page, person)
  await enterCode(page, person.otp, { remember })
  await agree(page, service)
  return outcome(page, service)
}
