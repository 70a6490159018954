// A certificate for `localhost`, made for one file of journeys and trusted by nobody else.

import { createHash, X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generate } from 'selfsigned'

/** Makes one, with a file of it for programs that are told by `SSL_CERT_FILE` whom to trust. */
export async function makeCertificate() {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'slipway-e2e-tls-'))
  const file = path.join(folder, 'certificate.pem')
  await writeFile(file, cert)
  const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return {
    key,
    cert,
    file,
    /** By which Chromium knows it. */
    fingerprint: createHash('sha256').update(publicKey).digest('base64'),
    remove: () => rm(folder, { recursive: true }),
  }
}
