// A partner's service, as small as one can be: it signs a person in with openid-client, a library that we did
// not write, and shows what it learned. It checks all that a partner must check (state, nonce, PKCE, the ID
// token's signature, issuer, audience and life, that userinfo speaks of the same person), so an answer on its
// result page is an answer that a real service would accept.

import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import * as oidc from 'openid-client'
import { Agent, fetch } from 'undici'
import { escape, html, resultPage, startPage } from './pages.mjs'

/**
 * Starts the service on a free port. Nobody can sign in before `connect`: to register takes its address.
 * @param {{cert: string}} [certificate] that of the provider, where no authority signed it
 */
export async function startRelyingParty(certificate) {
  const service = new RelyingParty(certificate)
  await service.listen()
  return service
}

class RelyingParty {
  #server
  #configuration
  /** Signings-in under way and people signed in, by the value of the cookie `visitor`. */
  #visitors = new Map()
  #agent

  constructor(certificate) {
    if (certificate) this.#agent = new Agent({ connect: { ca: certificate.cert } })
  }

  async listen() {
    this.#server = createServer((request, response) => this.#answer(request, response))
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://localhost:${this.#server.address().port}`
  }

  /** Where visitors find it: behind a proxy, another address than its own. */
  get redirectUri() {
    return `${this.url}/callback`
  }

  /**
   * Reads the provider's metadata; from here on people can sign in.
   * @param {{issuer: string, clientId: string, keys: {privateKey: CryptoKey}, audience?: string, ahead?: number}} settings
   *   `ahead` is how many milliseconds the provider's clock is ahead of ours.
   */
  async connect({ issuer, clientId, keys, audience, ahead = 0 }) {
    this.#configuration = await oidc.discovery(
      new URL(issuer),
      clientId,
      { id_token_signed_response_alg: 'RS512', [oidc.clockSkew]: Math.round(ahead / 1000) },
      oidc.PrivateKeyJwt(keys.privateKey, audience && addressedTo(audience)),
      { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks], ...this.#trust() },
    )
  }

  #trust() {
    const dispatcher = this.#agent
    return dispatcher && { [oidc.customFetch]: (url, options) => fetch(url, { ...options, dispatcher }) }
  }

  async stop() {
    await this.#agent?.close()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.url)
    const routes = {
      '/': () => html(response, startPage()),
      '/login': () => this.#login(request, response, url),
      '/callback': () => this.#callback(request, response, url),
      '/refresh': () => this.#refresh(request, response),
    }
    try {
      await (routes[url.pathname] ?? (() => html(response, escape('Not here'), 404)))()
    } catch (error) {
      html(response, resultPage(outcomeOf(error)), 502)
    }
  }

  /** Every parameter of the address goes on to the provider: /login?vtr=…&prompt=none */
  async #login(request, response, url) {
    const visitor = {
      verifier: oidc.randomPKCECodeVerifier(),
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
    }
    const address = oidc.buildAuthorizationUrl(this.#configuration, {
      redirect_uri: this.redirectUri,
      scope: 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(visitor.verifier),
      code_challenge_method: 'S256',
      state: visitor.state,
      nonce: visitor.nonce,
      ...Object.fromEntries(url.searchParams),
    })
    const cookie = randomUUID()
    this.#visitors.set(cookie, visitor)
    response.writeHead(303, {
      location: address.href,
      'set-cookie': `visitor=${cookie}; HttpOnly; SameSite=Lax; Path=/`,
    })
    response.end()
  }

  async #callback(request, response, url) {
    const visitor = this.#visitor(request)
    const tokens = await oidc.authorizationCodeGrant(this.#configuration, url, {
      pkceCodeVerifier: visitor.verifier,
      expectedState: visitor.state,
      expectedNonce: visitor.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    const userinfo = await oidc.fetchUserInfo(this.#configuration, tokens.access_token, claims.sub)
    Object.assign(visitor, { tokens, subject: claims.sub })
    html(response, resultPage({ claims, userinfo, ...described(tokens) }))
  }

  async #refresh(request, response) {
    const visitor = this.#visitor(request)
    const tokens = await oidc.refreshTokenGrant(this.#configuration, visitor.tokens.refresh_token)
    const userinfo = await oidc.fetchUserInfo(this.#configuration, tokens.access_token, visitor.subject)
    visitor.tokens = tokens
    html(response, resultPage({ userinfo, ...described(tokens) }))
  }

  #visitor(request) {
    const cookie = /(?:^|; )visitor=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
    const visitor = this.#visitors.get(cookie)
    if (!visitor) throw new Error('nobody began to sign in with this browser')
    return visitor
  }
}

/** The library's assertions are for the issuer; many partners' are for the token endpoint. Both must work. */
function addressedTo(audience) {
  return { [oidc.modifyAssertion]: (_header, claims) => void (claims.aud = audience) }
}

/** What a test wants to know of a token response, secrets included: they are worth nothing elsewhere. */
function described(tokens) {
  return {
    response: { ...tokens },
    idTokenHeader: tokens.id_token && part(tokens.id_token, 0),
    accessTokenHeader: part(tokens.access_token, 0),
    accessTokenClaims: part(tokens.access_token, 1),
  }
}

/** One part of a signed token, unchecked: only to be shown. Null for a token that is not of that kind. */
function part(token, index) {
  try {
    return JSON.parse(Buffer.from(token.split('.')[index], 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

/** A refusal by the provider has an OAuth error code; anything else is a check of the library that failed. */
function outcomeOf(error) {
  const outcome = {
    error: error.error ?? error.code ?? error.name,
    error_description: error.error_description ?? error.message,
  }
  if (error.cause instanceof URLSearchParams) outcome.parameters = Object.fromEntries(error.cause)
  return outcome
}
