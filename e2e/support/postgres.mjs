// A database of its own for each server, on the throwaway PostgreSQL that `make test` started.

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

/** Makes an empty database and gives its address. It goes when the throwaway server goes. */
export async function createDatabase() {
  const server = process.env.SLIPWAY_TEST_POSTGRES
  if (!server) {
    throw new Error(
      'SLIPWAY_TEST_POSTGRES is not set: use make test, or cargo xtask with-postgres -- npm test',
    )
  }
  const name = `e2e_${randomBytes(8).toString('hex')}`
  await promisify(execFile)('createdb', ['--maintenance-db', server, name])
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
