// What a file of journeys needs around it: a Slipway, a browser, and partners' services registered with it.

import { mustBeAccessible } from './accessibility.mjs'
import { startBrowser, visiting } from './browser.mjs'
import { newKeyPair } from './keys.mjs'
import { startSlipway } from './slipway.mjs'
import * as openidClient from '../relying-party/openid-client.mjs'
import * as openidconnect from '../relying-party/openidconnect.mjs'

/** The libraries that partners' services are written with. */
export const LIBRARIES = { 'openid-client': openidClient, openidconnect }
export const DATABASES = ['sqlite', 'postgres']

const VECTORS = ['P0.Cp', 'P0.Cp.Cd', 'P5.Cp.Cd', 'P9.Cp.Cd']

/** @param {import('./slipway.mjs').Options & {start?: typeof startSlipway}} options `start` in place of one process here */
export async function openWorld({ start = startSlipway, ...options } = {}) {
  const world = new World(options.database)
  try {
    world.slipway = await start(options)
    world.browser = await startBrowser(world.slipway.certificate)
    return world
  } catch (error) {
    await world.close()
    throw error
  }
}

class World {
  #services = []
  #database

  constructor(database) {
    this.#database = database
  }

  async close() {
    const services = this.#services.map((service) => service.stop())
    const ends = await Promise.allSettled([...services, this.browser?.close(), this.slipway?.stop()])
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }

  /** Starts a partner's service and registers it in an environment. */
  async service({
    name = 'Example Appointments',
    library = 'openid-client',
    scope = 'openid profile email',
    environment = 'sandpit',
    vectors = VECTORS,
  } = {}) {
    const slipway = this.slipway.at(environment)
    const service = await LIBRARIES[library].startRelyingParty(slipway.certificate)
    this.#services.push(service)
    await slipway.publish?.(service)
    const keys = await newKeyPair()
    const clientId = await slipway.register({
      name,
      redirectUris: [service.redirectUri],
      publicKey: keys.publicPem,
      scope,
      vectors,
    })
    // What a library sends by itself is enough in the sandpit; elsewhere the audience is what the specification says.
    const audience = environment === 'sandpit' ? undefined : `${slipway.issuer}/token`
    await service.connect({ issuer: slipway.issuer, clientId, keys, audience })
    return Object.assign(service, { name, clientId, keys })
  }

  /**
   * One visit, in a browser profile of its own. Every page that a step arrives at is judged as a whole, once for
   * each state of it, unless scripts are off: then it is the journey itself that is judged. A page is the same
   * on either database, so it is judged on one.
   */
  visit(journey, options = {}) {
    const isJudged = options.javaScript !== false && this.#database !== 'postgres'
    const inspect = isJudged ? (page) => this.#inspect(page) : async () => {}
    return visiting(this.browser, (page) => journey(Object.assign(page, { inspect })), options)
  }

  #inspected = new Set()

  async #inspect(page) {
    const errors = await page.locator('.nhsuk-error-message').allInnerTexts()
    const state = [new URL(page.url()).pathname, await page.title(), ...errors].join('\n')
    if (this.#inspected.has(state)) return
    this.#inspected.add(state)
    await mustBeAccessible(page)
  }
}
