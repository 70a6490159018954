//! The two signed tokens and the opaque ones, as long as the real ones are.

use jose::base64url;
use kernel::Random;
use serde_json::{Value, json};

use super::Floor;

pub fn opaque(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    base64url(bytes)
}

pub fn issue(floor: &Floor, nonce: &str, now: i64) -> Value {
    let (issuer, client, sub) = (&floor.issuer, &floor.setup.client_id, &floor.setup.sub);
    let vtm = format!("{issuer}/trustmark/localhost");
    let access_token = floor.key.sign(
        &floor.key.header(),
        &json!({
            "iss": issuer, "sub": sub, "aud": client, "client_id": client, "iat": now, "exp": now + 300,
            "jti": opaque(&floor.random), "scope": "openid profile email", "auth_time": now, "vot": "P9.Cp.Cd", "vtm": vtm,
            "reason_for_request": "patientaccess", "token_use": "access", "version": 0, "nhs_number": "9990000018",
        }),
    );
    let id_token = floor.key.sign(
        &floor.key.header(),
        &json!({
            "iss": issuer, "sub": sub, "aud": client, "iat": now, "exp": now + 3600, "jti": opaque(&floor.random),
            "auth_time": now, "nonce": nonce, "vot": "P9.Cp.Cd", "vtm": vtm, "token_use": "id", "id_status": "verified",
            "nhs_number": "9990000018", "birthdate": "1980-12-10", "family_name": "KING", "surname": "KING",
            "identity_proofing_level": "P9",
        }),
    );
    json!({
        "access_token": access_token, "id_token": id_token, "refresh_token": opaque(&floor.random),
        "token_type": "bearer", "expires_in": 300, "scope": "openid profile email",
    })
}
