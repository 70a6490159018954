// The relying party by hand: node relying-party/main.mjs --issuer http://localhost:4001
//
// It registers itself at the sandpit of a running Slipway by the command line, and prints where to start.

import { parseArgs } from 'node:util'
import { newKeyPair } from '../support/keys.mjs'
import { registerClient } from '../support/command-line.mjs'
import { startRelyingParty } from './openid-client.mjs'

const { values } = parseArgs({
  options: {
    issuer: { type: 'string', default: 'http://localhost:4001' },
    data: { type: 'string', default: '../data' },
  },
})
const service = await startRelyingParty()
const keys = await newKeyPair()
const clientId = await registerClient(
  { data: values.data },
  {
    name: 'A partner’s service',
    redirectUris: [service.redirectUri],
    publicKey: keys.publicPem,
    scope: 'openid profile email',
    vectors: ['P0.Cp.Cd', 'P5.Cp.Cd', 'P9.Cp.Cd'],
  },
)
await service.connect({ issuer: values.issuer, clientId, keys })
console.log(`client ${clientId}: start at ${service.url}`)
