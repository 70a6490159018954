// The OpenID Provider of the organisation that staff belong to: the library oidc-provider, which we did not write, with a page of ours
// on which a person says who they are. What it signs with and how it knows its client is the caller's choice.

import { createServer } from 'node:http'
import { once } from 'node:events'
import { generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'
import { html } from '../relying-party/pages.mjs'

export const CLIENT_ID = 'slipway'
/** What its strong sign-in is called. */
export const STRONG = 'urn:example:strong'

/** A provider that listens and refuses everybody until it knows its client. */
export async function startOrganisationProvider() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new OrganisationProvider(server)
}

class OrganisationProvider {
  #server

  constructor(server) {
    this.#server = server
    this.issuer = `http://localhost:${server.address().port}`
  }

  /**
   * Lets Slipway in. `people` are addresses by the name that somebody types.
   * @param {{redirectUri: string, people: Record<string, {email: string, email_verified: boolean}>, client: object, algorithm: 'RS256' | 'ES256'}} agreement
   */
  open({ redirectUri, people, client, algorithm }) {
    const provider = new Provider(this.issuer, {
      acrValues: [STRONG],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], acr: null, amr: null, auth_time: null },
      clients: [
        {
          client_id: CLIENT_ID,
          redirect_uris: [redirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          id_token_signed_response_alg: algorithm,
          ...client,
        },
      ],
      clientAuthMethods: ['client_secret_basic', 'private_key_jwt'],
      cookies: { keys: ['a key that signs the cookies of this test'] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      jwks: { keys: [newKey(algorithm)] },
      pkce: { required: () => true },
      responseTypes: ['code'],
      loadExistingGrant,
      ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
    })
    provider.use((ctx, next) => (ctx.path.startsWith('/interaction/') ? interact(provider, ctx) : next()))
    this.#server.on('request', provider.callback())
  }

  async stop() {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

function newKey(algorithm) {
  const pair =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...pair.privateKey.export({ format: 'jwk' }), alg: algorithm, use: 'sig', kid: 'of-the-organisation' }
}

// An organisation asks nobody whether they agree to their own work.
async function loadExistingGrant({ oidc }) {
  const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
  grant.addOIDCScope('openid email')
  await grant.save()
  return grant
}

/** One page with a form, which works without scripts: who are you, and how did you show it? */
async function interact(provider, ctx) {
  const { req, res } = ctx
  ctx.respond = false
  if (req.method === 'GET') return html(res, form)
  const answer = new URLSearchParams(await text(req))
  if (answer.has('cancel')) {
    return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'cancelled' })
  }
  const strong = answer.has('strong') && { acr: STRONG, amr: ['pwd', 'hwk', 'mfa'] }
  const login = { accountId: answer.get('person'), remember: false, ...strong }
  return provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false })
}

const form = `<form method="post">
  <p><label for="person">Your name here</label> <input id="person" name="person" autocomplete="off"></p>
  <p><input id="strong" name="strong" type="checkbox" value="yes"> <label for="strong">With a security key</label></p>
  <p><button type="submit">Continue to Slipway</button> <button type="submit" name="cancel" value="yes">Cancel</button></p>
</form>`

async function text(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
