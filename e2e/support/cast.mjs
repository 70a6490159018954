// Everybody who takes part in bringing a service onto NHS login, each in a browser of their own that stays open.

import { codeOf } from './authenticator.mjs'
import { codeFor } from './outbox.mjs'
import { arrive, continues } from './steps.mjs'

/** Opens a visit for each name and hands them all to the journey. Every one must end well. */
export async function withCast(world, emails, journey, options, people = {}) {
  const [name, ...others] = Object.keys(emails).filter((name) => !people[name])
  if (!name) return journey(people).catch((error) => explain(error, Object.values(people)))
  return world.visit((page) => {
    const person = new Person(page, world.slipway, emails[name])
    return withCast(world, emails, journey, options, { ...people, [name]: person })
  }, options)
}

/** Where everybody was, because an error says only what was waited for. */
async function explain(error, people) {
  const places = people.map(({ email, page }) => `${email} at ${page.url()}`)
  const texts = await Promise.all(people.map((person) => person.text().catch(() => '')))
  const read = people.map(({ email }, index) => `${email} reads: ${texts[index].slice(0, 900)}`)
  throw new Error([error.stack, ...places, ...read].join('\n'), { cause: error })
}

export class Person {
  #secret

  /** `secret` is that of an authenticator app, where they have one already. */
  constructor(page, slipway, email, secret) {
    Object.assign(this, { page, slipway, email })
    this.#secret = secret
  }

  /** Goes to a page of the portal, signing in again where the session has run out. */
  async goTo(path) {
    await this.page.goto(`${this.slipway.portal}${path}`)
    const at = () => new URL(this.page.url()).pathname
    if (at() === '/sign-in') {
      await this.#enterMailedCode()
      if (at() === '/second-factor') await this.#enterAppCode()
      if (at() === '/second-factor/app') await this.#setUpApp()
      await this.page.goto(`${this.slipway.portal}${path}`)
    }
    await this.page.inspect(this.page)
    return this.page
  }

  /** From the page that asks to sign in to wherever that leads. */
  async enterFromSignIn() {
    await arrive(this.page, '/sign-in')
    await this.#enterMailedCode()
  }

  async #enterMailedCode() {
    await this.page.locator('#email').fill(this.email)
    await continues(this.page)
    await arrive(this.page, '/sign-in/code')
    await this.page.locator('#code').fill(await codeFor(this.slipway, this.email))
    await continues(this.page)
    await this.page.inspect(this.page)
  }

  async #setUpApp() {
    const shown = await this.page.locator('main code').allTextContents()
    this.#secret = shown.find((text) => /^[A-Z2-7 ]{32,}$/.test(text.trim()))
    await this.#enterAppCode()
  }

  async #enterAppCode() {
    await this.page.locator('#code').fill(codeOf(this.#secret, this.slipway.now()))
    await continues(this.page)
    await this.page.inspect(this.page)
  }

  text() {
    return this.page.locator('main').innerText()
  }

  /** Waits for the page that answers, which can have the same address. */
  async answered(click) {
    await Promise.all([this.page.waitForEvent('load'), click])
  }

  async follow(name) {
    const link = this.page.locator('main').getByRole('link', { name, exact: true })
    await this.answered(link.first().click())
    await this.page.inspect(this.page)
  }

  async press(name) {
    const button = this.page.locator('main').getByRole('button', { name, exact: true })
    await this.answered(button.first().click())
    await this.page.inspect(this.page)
  }
}
