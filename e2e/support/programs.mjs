// What a partner's service does as a program: assertions signed with its own key, tokens without a person, and the two
// interfaces that take them.

import assert from 'node:assert/strict'
import { createSign, randomUUID } from 'node:crypto'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const CLIENT_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Registers a client that is a program, with the permissions it is given. */
export async function registerProgram(slipway, { name, keys, scope, permissions }) {
  const clientId = await slipway.register({
    ...{ name, scope },
    redirectUris: ['https://program.example/callback'],
    publicKey: keys.publicPem,
    vectors: ['P9.Cp.Cd'],
  })
  for (const [permission, ...odsCodes] of permissions) {
    await slipway.command(
      ...['client', 'permit', clientId, permission, '--environment', slipway.place],
      ...odsCodes.flatMap((code) => ['--ods-code', code]),
      ...['--reason', 'a journey needs it'],
    )
  }
  return new Program(slipway, clientId, keys)
}

class Program {
  constructor(slipway, clientId, keys) {
    Object.assign(this, { slipway, clientId, keys })
  }

  assertion() {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: this.clientId, sub: this.clientId, aud: `${this.slipway.issuer}/token` }
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = [
      { alg: 'RS512', typ: 'JWT' },
      { ...claims, iat: now, exp: now + 60, jti: randomUUID() },
    ]
      .map(encode)
      .join('.')
    return `${signed}.${createSign('RSA-SHA512').update(signed).sign(this.keys.privatePem, 'base64url')}`
  }

  async #token(form) {
    const body = new URLSearchParams(form)
    const response = await fetch(`${this.slipway.issuer}/token`, { method: 'POST', body })
    const answer = await response.json()
    assert.equal(response.status, 200, JSON.stringify(answer))
    return answer.access_token
  }

  provisioningToken() {
    return this.#token({
      grant_type: 'client_credentials',
      client_assertion_type: CLIENT_ASSERTION,
      client_assertion: this.assertion(),
    })
  }

  lookUpToken(scope) {
    const whole = `${this.slipway.issuer}/Users.retrieve ${scope}`
    return this.#token({ grant_type: JWT_BEARER, assertion: this.assertion(), scope: whole })
  }

  async provision(token, request) {
    const response = await fetch(`${this.slipway.issuer}/provision-account`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    return { status: response.status, ...(await response.json()) }
  }

  async lookUp(token, filter) {
    const query = new URLSearchParams({ filter })
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${this.slipway.issuer}/v2/Users?${query}`, { headers })
    const answer = await response.json()
    assert.equal(response.status, 200, JSON.stringify(answer))
    return answer
  }
}
