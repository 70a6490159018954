// The peer of the comparison: oidc-provider with what the journey needs and nothing more. One client that signs its assertions with
// RS512, ID tokens signed with RS512, opaque access tokens (its default: a JWT could not be used at its userinfo), everything in memory.

import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

import Provider from 'oidc-provider';

const setup = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const issuer = `http://localhost:${setup.port}`;
const signingKey = createPrivateKey(setup.signingKey).export({ format: 'jwk' });

// The adapter that comes with the package keeps a thousand entries, and walks the unexpired tokens of a grant at each new one, so that
// it gets slower while one person keeps coming. Plain maps never forget and never walk: the best that memory can do. Both are measured.
class MapAdapter {
  static rows = new Map();
  static sessions = new Map();

  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload) {
    MapAdapter.rows.set(this.key(id), payload);
    if (this.model === 'Session') MapAdapter.sessions.set(payload.uid, id);
  }

  async find(id) {
    return MapAdapter.rows.get(this.key(id));
  }

  async findByUid(uid) {
    return this.find(MapAdapter.sessions.get(uid));
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    MapAdapter.rows.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    MapAdapter.rows.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const [key, payload] of MapAdapter.rows) if (payload.grantId === grantId) MapAdapter.rows.delete(key);
  }
}

const person = {
  sub: '6ab36a5e-54a9-4f61-a1de-3b7e7a1c2d3f',
  email: 'ada@example.com',
  email_verified: true,
  family_name: 'KING',
  birthdate: '1980-12-10',
  nhs_number: '9990000018',
  identity_proofing_level: 'P9',
};

const provider = new Provider(issuer, {
  adapter: setup.plainMaps ? MapAdapter : undefined,
  clients: [
    {
      client_id: setup.clientId,
      redirect_uris: [setup.redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'RS512',
      id_token_signed_response_alg: 'RS512',
      jwks: { keys: [setup.clientJwk] },
    },
  ],
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['family_name', 'birthdate', 'nhs_number', 'identity_proofing_level'],
  },
  clientAuthMethods: ['private_key_jwt'],
  cookies: { keys: ['a key that signs the cookies of this run'] },
  enabledJWA: { clientAuthSigningAlgValues: ['RS512'], idTokenSigningAlgValues: ['RS512'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => person }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [{ ...signingKey, alg: 'RS512', use: 'sig' }] },
  pkce: { required: () => false },
  responseTypes: ['code'],
  scopes: ['openid'],
  ttl: { AccessToken: 300, AuthorizationCode: 600, Grant: 86400, IdToken: 3600, Interaction: 3600, Session: 86400 },
});

// Signing in and consenting happen by themselves, once: the measurement is about a person who is signed in.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: person.sub }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(ctx.req, ctx.res, result);
});

provider.on('server_error', (_, error) => console.error(error));
provider.listen(setup.port, '127.0.0.1');
