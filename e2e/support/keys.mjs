// The key pair of a client: the private half as openid-client wants it and as a PEM, the public as a PEM.

import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

const RS512 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }

export async function newKeyPair() {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const body = pair.privateKey.replace(/-----[A-Z ]+-----|\s/g, '')
  const privateKey = await crypto.subtle.importKey('pkcs8', Buffer.from(body, 'base64'), RS512, false, [
    'sign',
  ])
  return { privateKey, privatePem: pair.privateKey, publicPem: pair.publicKey }
}
