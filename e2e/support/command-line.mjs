// The `slipway` command line as programs use it: one verb, `--json`, an answer or a refusal.

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const workspace = fileURLToPath(new URL('../..', import.meta.url))

/** Where cargo puts what it builds; `make test` builds everything before the browser tests run. */
export const buildFolder = process.env.SLIPWAY_BUILD ?? path.join(workspace, 'target/debug')

/** The program under test. */
export const program = path.join(buildFolder, 'slipway')

/**
 * Runs one command beside a running server and gives its JSON.
 * @param {{data: string, environment?: Record<string, string>}} where
 */
export async function slipway(where, ...words) {
  const { stdout } = await promisify(execFile)(program, [...words, '--data', where.data, '--json'], {
    env: { ...process.env, ...where.environment },
  })
  return JSON.parse(stdout)
}

/** Registers a client in an environment and gives its `client_id`. */
export async function registerClient(
  where,
  { environment, name, redirectUris, publicKey, scope, vectors },
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'slipway-e2e-key-'))
  try {
    const file = path.join(folder, 'public.pem')
    await writeFile(file, publicKey)
    const registered = await slipway(
      where,
      ...[
        'client',
        'register',
        '--environment',
        environment,
        '--name',
        name,
        '--public-key',
        file,
        '--scope',
        scope,
      ],
      ...redirectUris.flatMap((uri) => ['--redirect-uri', uri]),
      ...vectors.flatMap((vector) => ['--vector', vector]),
    )
    return registered.client_id
  } finally {
    await rm(folder, { recursive: true })
  }
}
