// The stand-in for the Personal Demographics Service, in a process and a folder of its own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { buildFolder } from './command-line.mjs'

export async function startPdsStub() {
  const folder = await mkdtemp(path.join(tmpdir(), 'slipway-e2e-pds-'))
  const process = spawn(path.join(buildFolder, 'pds-stub'), [folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: process.stdout })
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close'), once(process, 'error')])
  if (typeof line !== 'string') throw new Error(`pds-stub did not start: ${line?.message}`)
  return new PdsStub(folder, process, JSON.parse(line))
}

class PdsStub {
  #folder
  #process
  #said

  constructor(folder, process, said) {
    this.#folder = folder
    this.#process = process
    this.#said = said
  }

  /** The environment variables that let an environment of Slipway ask it. */
  settings(environment) {
    const prefix = `SLIPWAY_${environment.toUpperCase()}_`
    const names = ['base_url', 'token_url', 'client_id', 'private_key_file', 'key_id']
    const access = names.map((name) => [`${prefix}PDS_${name.toUpperCase()}`, this.#said[name]])
    return Object.fromEntries([[`${prefix}DEMOGRAPHICS`, 'fhir'], ...access])
  }

  /** How it fails from now on: a status, `hang`, `broken`; nothing to work again. */
  async fails(how = '') {
    const told = await fetch(`${this.#said.origin}/failing`, { method: 'PUT', body: how })
    if (told.status !== 204) throw new Error(await told.text())
  }

  async stop() {
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await ended
    await rm(this.#folder, { recursive: true })
  }
}
