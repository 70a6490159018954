//! The answer to a client whose person has done all that was needed: a grant with its code, on the redirect URI.

use identity::{
    Exchange, Grant, VectorOfTrust, authorize::AuthorizationRequest, exchange::Outcome, grant::CODE_LIFE,
    sign_in::SignedIn,
};

use crate::{Context, secrets};

/// By whom and by what vector a request is met.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finish {
    pub(crate) vot: VectorOfTrust,
    pub(crate) signed_in: SignedIn,
}

/// A grant ready to be kept, and where the person goes.
pub(crate) struct Completed {
    pub(crate) grant: Grant,
    pub(crate) code_hash: [u8; 32],
    pub(crate) to: String,
    code_fingerprint: String,
}

/// Makes the grant and its code.
pub(crate) fn finish(ctx: &Context, request: &AuthorizationRequest, how: Finish) -> Completed {
    let id = ctx.new_id();
    let code = secrets::authorization_code(id, ctx.random.as_ref());
    let grant = Grant {
        id,
        client_id: request.client_id.clone(),
        account_id: how.signed_in.account_id,
        scope: request.scope,
        vot: how.vot,
        credentials: how.signed_in.credentials,
        auth_time: how.signed_in.auth_time,
        redirect_uri: request.redirect_uri.clone(),
        nonce: request.nonce.clone(),
        code_challenge: request.code_challenge.clone(),
        code_expires_at: ctx.now() + CODE_LIFE,
        redeemed_at: None,
        revoked_at: None,
    };
    Completed {
        grant,
        code_hash: secrets::hash(code.expose()),
        to: redirect(&request.redirect_uri, &[("code", code.expose())], request.state.as_deref()),
        code_fingerprint: secrets::fingerprint(code.expose()),
    }
}

impl Completed {
    /// Writes into the exchange what was answered.
    pub(crate) fn note_in(&self, exchange: &mut Exchange) {
        exchange.outcome = Outcome::Succeeded;
        exchange.error = None;
        exchange.grant_id = Some(self.grant.id);
        exchange.details.status = 302;
        exchange.details.answer = vec![
            ("code".to_owned(), self.code_fingerprint.clone()),
            ("vot".to_owned(), self.grant.vot.to_string()),
            ("scope".to_owned(), self.grant.scope.to_string()),
            ("sub".to_owned(), self.grant.account_id.to_string()),
        ];
    }
}

/// The redirect URI with an answer on it. Registered ones have no query string of their own.
pub(crate) fn redirect(redirect_uri: &str, answer: &[(&str, &str)], state: Option<&str>) -> String {
    let mut query = url_query(answer);
    if let Some(state) = state {
        query.push('&');
        query.push_str(&url_query(&[("state", state)]));
    }
    format!("{redirect_uri}?{query}")
}

fn url_query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::redirect;

    #[test]
    fn state_comes_back_whole_whatever_it_holds() {
        let to = redirect("https://example.org/cb", &[("code", "c")], Some("a&b=ü #"));
        assert_eq!(to, "https://example.org/cb?code=c&state=a%26b%3D%C3%BC+%23");
        assert_eq!(redirect("https://example.org/", &[("error", "e")], None), "https://example.org/?error=e");
    }
}
