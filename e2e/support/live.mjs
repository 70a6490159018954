// An environment for real people as docs/operators.md sets one up: two processes on one PostgreSQL behind a proxy with TLS, records of
// the demographics service, mail and text messages that are sent. Only the others' ends of it are stand-ins, and nobody in it is real.

import { randomBytes } from 'node:crypto'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeCertificate } from './certificate.mjs'
import { registerClient, slipway } from './command-line.mjs'
import { startPdsStub } from './pds-stub.mjs'
import { createDatabase } from './postgres.mjs'
import { openPostbox } from './postbox.mjs'
import { Slipway } from './slipway.mjs'
import { openFront } from './tls-proxy.mjs'

/** What the proxy has an address for. */
const FRONTS = ['portal', 'sandpit', 'live']
const PROCESSES = 2

export async function startLive() {
  const live = new Live()
  try {
    await live.open()
  } catch (error) {
    await live.stop().catch(() => {})
    throw error
  }
  return live
}

class Live {
  #folder
  #pds
  #fronts = {}
  /** Of the partners' services. */
  #published = []
  #processes = []

  /** The environment that people and clients are in. */
  place = 'live'

  async open() {
    this.certificate = await makeCertificate()
    this.messages = await openPostbox(this.certificate)
    this.#pds = await startPdsStub()
    this.#folder = await mkdtemp(path.join(tmpdir(), 'slipway-e2e-live-'))
    for (const name of FRONTS) this.#fronts[name] = await openFront(this.certificate)
    this.portal = this.#fronts.portal.url
    this.issuer = this.#fronts.live.url
    const environment = await this.#settings()
    for (let index = 0; index < PROCESSES; index++) {
      const data = await mkdtemp(path.join(this.#folder, 'process-'))
      this.#processes.push(new Slipway(data, environment))
      await this.restart(index)
    }
  }

  async #settings() {
    return {
      SLIPWAY_DATABASE_URL: await createDatabase(),
      SLIPWAY_MASTER_KEY: randomBytes(32).toString('hex'),
      SLIPWAY_PORTAL_LISTEN: '127.0.0.1:0',
      SLIPWAY_PORTAL_URL: this.portal,
      SLIPWAY_SANDPIT_LISTEN: '127.0.0.1:0',
      SLIPWAY_SANDPIT_ISSUER: this.#fronts.sandpit.url,
      SLIPWAY_INTEGRATION_ENABLED: 'false',
      SLIPWAY_ENVIRONMENTS_LIVE_KIND: 'live',
      SLIPWAY_ENVIRONMENTS_LIVE_ISSUER: this.issuer,
      SLIPWAY_PROXY_TRUSTED_HOPS: '1',
      // For rehearsals of what takes time, such as the end of a lease: see `passMinutes`.
      SLIPWAY_CLOCK_AHEAD_FILE: path.join(this.#folder, 'ahead'),
      SSL_CERT_FILE: this.certificate.file,
      ...this.#pds.settings('environments_live'),
      ...this.messages.settings,
    }
  }

  at() {
    return this
  }

  /** How many milliseconds the servers' clock is ahead of ours. */
  ahead = 0

  now() {
    return Date.now() + this.ahead
  }

  async passMinutes(minutes) {
    this.ahead += minutes * 60_000
    const file = path.join(this.#folder, 'ahead')
    await writeFile(`${file}.next`, String(this.ahead / 1000))
    // They read it at any moment, and must never find half a number.
    await rename(`${file}.next`, file)
  }

  /** See `Front.before`. */
  before(path, act) {
    return this.#fronts.live.before(path, act)
  }

  /** Ends one of the processes as a power cut would. The proxy finds out when it asks. */
  kill(index) {
    return this.#processes[index].kill()
  }

  /** A process that was killed comes back, and then the other one is killed. */
  async handOver(to) {
    await this.restart(to)
    await this.kill(1 - to)
  }

  async restart(index) {
    const process = this.#processes[index]
    await process.start()
    for (const name of FRONTS) this.#fronts[name].behind[index] = process.listening[name]
  }

  /** Gives a service of a partner an address with TLS: real people are sent to no other. */
  async publish(service) {
    const front = await openFront(this.certificate)
    this.#published.push(front)
    front.behind = [new URL(service.url).host]
    Object.assign(service, { front, url: front.url })
  }

  /** Runs a command beside the servers, on the same database. */
  command(...words) {
    return slipway(this.#processes[0], ...words)
  }

  register(client) {
    return registerClient(this.#processes[0], { environment: this.place, ...client })
  }

  async stop() {
    const fronts = [...Object.values(this.#fronts), ...this.#published]
    const ends = await Promise.allSettled(this.#processes.map((process) => process.stop()))
    await Promise.all(fronts.map((front) => front.close()))
    await this.#pds?.stop()
    await this.messages?.stop()
    await this.certificate?.remove()
    if (this.#folder) await rm(this.#folder, { recursive: true })
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }
}
