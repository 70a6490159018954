// One Slipway for one file of journeys: ports and folder of its own, SQLite or PostgreSQL, gone at the end.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { program, registerClient, slipway } from './command-line.mjs'
import { PortalOutbox } from './outbox.mjs'
import { createDatabase } from './postgres.mjs'

/**
 * @typedef {{database?: 'sqlite' | 'postgres', rehearsal?: boolean, demo?: boolean, editions?: string, settings?: Record<string, string>}} Options
 *   `editions` is a folder of editions in place of those that Slipway comes with; `settings` are environment variables
 */

/** @param {Options} options */
export async function startSlipway({
  database = 'sqlite',
  rehearsal = false,
  demo = false,
  editions,
  settings = {},
} = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'slipway-e2e-'))
  const environment = {
    SLIPWAY_PORTAL_LISTEN: '127.0.0.1:0',
    SLIPWAY_SANDPIT_LISTEN: '127.0.0.1:0',
    SLIPWAY_INTEGRATION_LISTEN: '127.0.0.1:0',
    // One machine plays everybody here; the limits have tests of their own.
    SLIPWAY_LIMITS_ENABLED: 'false',
    // Calls and meetings of next week are held today: see `passTimeUntil`.
    ...(rehearsal && { SLIPWAY_CLOCK_AHEAD_FILE: path.join(data, 'ahead') }),
    ...(editions && { SLIPWAY_TOOLKIT_FOLDER: editions }),
    ...(database === 'postgres' && { SLIPWAY_DATABASE_URL: await createDatabase() }),
    ...settings,
  }
  const server = new Slipway(data, environment)
  try {
    if (demo) server.demo = await server.command('demo')
    await server.start()
  } catch (error) {
    await rm(data, { recursive: true })
    throw error
  }
  return server
}

/** One `slipway serve`, and the command line beside it. */
export class Slipway {
  #process
  /** What the server said for people, kept for a test that fails. */
  log = ''

  constructor(data, environment) {
    this.data = data
    this.environment = environment
  }

  async start() {
    this.#process = spawn(program, ['serve', '--ready-json', '--data', this.data], {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process.stderr.setEncoding('utf8').on('data', (text) => (this.log += text))
    const lines = createInterface({ input: this.#process.stdout })
    // A program that is not there is an `error`; one that gives up is a `close` before any line.
    const [line] = await Promise.race([
      once(lines, 'line'),
      once(lines, 'close'),
      once(this.#process, 'error'),
    ])
    if (typeof line !== 'string') {
      throw new Error(`slipway serve did not start (${program}): ${line?.message ?? this.log}`)
    }
    const ready = JSON.parse(line)
    this.portal = ready.portal
    this.listening = ready.listening
    this.issuers = ready.environments
    this.issuer = this.issuers[this.place]
  }

  /** Where its messages come to. */
  messages = new PortalOutbox(this)

  /** The environment that people and clients are in. */
  place = 'sandpit'

  /** The same server, seen from another environment. */
  at(place) {
    return Object.assign(Object.create(this), { place, issuer: this.issuers[place] })
  }

  /** How many milliseconds the server's clock is ahead of ours. */
  ahead = 0

  /** The server's time. */
  now() {
    return Date.now() + this.ahead
  }

  /** Lets the server's time pass up to a moment, in milliseconds. */
  async passTimeUntil(moment) {
    this.ahead = Math.max(this.ahead, Math.ceil((moment - Date.now()) / 1000) * 1000 + 1000)
    await writeFile(path.join(this.data, 'ahead.next'), String(this.ahead / 1000))
    // The server reads it at any moment: it must never find half a number.
    await rename(path.join(this.data, 'ahead.next'), path.join(this.data, 'ahead'))
  }

  /** Ends it as a power cut would: nothing is finished, nobody is told. */
  async kill() {
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
    this.#process = undefined
  }

  /** Ends the server as an operator would; a server that does not leave by itself is a failure. */
  async stop() {
    const code = this.#process && (await this.#end())
    await rm(this.data, { recursive: true })
    if (code) throw new Error(`slipway serve ended with ${code}:\n${this.log}`)
  }

  async #end() {
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    const [code, signal] = await ended
    return code ?? signal
  }

  /** Runs a command beside the running server. */
  command(...words) {
    return slipway(this, ...words)
  }

  register(client) {
    return registerClient(this, { environment: this.place, ...client })
  }

  /** The test people of the environment. */
  people() {
    return this.command('people', 'list', '--environment', this.place)
  }

  /** The first test person of a proofing level: P0, P5 or P9. */
  async person(level) {
    const people = await this.people()
    const person = people.find((candidate) => candidate.proofing_level === level)
    if (!person) throw new Error(`no test person is ${level}: ${JSON.stringify(people)}`)
    return person
  }
}
