// The service on the openidconnect crate (../relying-party-rust), spoken to as to the one on openid-client.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { buildFolder } from '../support/command-line.mjs'

const program = path.join(buildFolder, 'relying-party-rust')

/** @param {{file: string}} [certificate] that of the provider, where no authority signed it */
export async function startRelyingParty(certificate) {
  const service = new RustRelyingParty()
  await service.listen(certificate && { SSL_CERT_FILE: certificate.file })
  return service
}

class RustRelyingParty {
  #process
  #lines

  async listen(environment) {
    this.#process = spawn(program, [], {
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface({ input: this.#process.stdout })
    this.url = (await this.#next()).url
  }

  /** Where visitors find it: behind a proxy, another address than its own. */
  get redirectUri() {
    return `${this.url}/callback`
  }

  async connect({ issuer, clientId, keys, audience }) {
    const settings = {
      ...{ issuer, client_id: clientId, private_key: keys.privatePem, audience },
      redirect_uri: this.redirectUri,
    }
    this.#process.stdin.write(`${JSON.stringify(settings)}\n`)
    await this.#next()
  }

  async stop() {
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
  }

  /** The next line that the program says; its end, or its absence, is an error. */
  async #next() {
    const events = [once(this.#lines, 'line'), once(this.#lines, 'close'), once(this.#process, 'error')]
    const [line] = await Promise.race(events)
    if (typeof line !== 'string') throw new Error(`${program} stopped: ${line?.message ?? 'see above'}`)
    return JSON.parse(line)
  }
}
