//! Registering a client, changing it, and its keys.

use http::StatusCode;

use super::harness::{House, another_public_key, public_key, registration};

#[tokio::test]
async fn a_client_is_registered_and_shown_with_what_its_service_needs() {
    let house = House::new();
    let (mut browser, product, client_id) = house.registered("dev@harbour.example", "Harbour").await;
    assert!(client_id.as_str().starts_with("harbour-"));
    let page = browser.get(&format!("{product}?done=registered")).await;
    assert!(page.words(".nhsuk-notification-banner").contains("Client registered"));
    let text = page.words("main");
    for fact in [
        "http://localhost:9999/callback",
        "P9.Cp.Cd",
        "No request yet",
        "http://localhost:4001/.well-known/openid-configuration",
        "CLIENT_ASSERTION_AUDIENCE=http://localhost:4001/token",
        "No end",
    ] {
        assert!(text.contains(fact), "{fact} in {text}");
    }
    browser.get(&format!("{product}/sandpit/register")).await.redirects_to(&product);
    let again =
        browser.post(&format!("{product}/sandpit/register"), &registration("Second", public_key())).await;
    again.redirects_to(&product);
}

#[tokio::test]
async fn a_refused_registration_shows_every_rule_and_keeps_what_was_typed() {
    let house = House::new();
    let (mut browser, product) = house.team("dev@harbour.example", "Harbour").await;
    let fields = [
        ("name", "Harbour"),
        ("redirect_uris", "http://harbour.example/cb"),
        ("public_key", "ssh-rsa AAAA"),
        ("scope", "profile"),
        ("scope", "basic_demographics"),
        ("scope", "gp_integration_credentials"),
        ("other_vectors", "P9.Cx"),
    ];
    let answer = browser.post(&format!("{product}/sandpit/register"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rules = answer.words("#rules");
    assert!(rules.contains("Met") && rules.contains("Note") && rules.contains("Not met"), "{rules}");
    for id in ["redirect-uris", "public-key", "scope", "vector"] {
        assert!(answer.has(&format!("#{id}-error")), "{id}");
        assert!(answer.has(&format!(".nhsuk-error-summary a[href='#{id}']")), "{id}");
    }
    assert!(!answer.has("#name-error"));
    assert_eq!(answer.words("#redirect-uris"), "http://harbour.example/cb");
    assert_eq!(answer.words("#public-key"), "ssh-rsa AAAA");
    assert_eq!(answer.words("#other-vectors"), "P9.Cx");
    assert!(answer.has("input[value=profile][checked]") && !answer.has("input[value=email][checked]"));
}

#[tokio::test]
async fn a_private_key_is_refused_and_never_comes_back() {
    let house = House::new();
    let (mut browser, product, _) = house.registered("dev@harbour.example", "Harbour").await;
    let (mut other, unregistered) = house.team("other@quay.example", "Quay").await;
    let secret = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ";
    for private in [
        format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----"),
        format!(r#"{{"kty":"RSA","n":"AQ","e":"AQAB","d":"{secret}"}}"#),
    ] {
        let register = format!("{unregistered}/sandpit/register");
        let refused = other.post(&register, &registration("Quay", &private)).await;
        let add = [("public_key", private.as_str()), ("overlap", "7")];
        let not_added = browser.post(&format!("{product}/sandpit/keys"), &add).await;
        let no_overlap = browser.post(&format!("{product}/sandpit/keys"), &add[..1]).await;
        for answer in [refused, not_added, no_overlap] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!answer.text.contains(secret));
            assert_eq!(answer.words("#public-key"), "");
            assert!(answer.words("main").contains("Treat it as compromised"), "{}", answer.words("main"));
        }
    }
}

#[tokio::test]
async fn a_change_works_at_once_and_a_broken_rule_changes_nothing() {
    let house = House::new();
    let (mut browser, product, _) = house.registered("dev@harbour.example", "Harbour").await;
    let edit = format!("{product}/sandpit/edit");
    let form = browser.get(&format!("{edit}?redirect_uri=https%3A%2F%2Fharbour.example%2Fnew")).await;
    assert_eq!(form.words("#redirect-uris"), "http://localhost:9999/callback https://harbour.example/new");
    assert!(form.words("main").contains("We have added https://harbour.example/new"));
    assert!(form.has("input[value='P9.Cp.Cd'][checked]") && form.has("#repeats-claims[checked]"));
    let mut fields = vec![
        ("name", "Harbour Two"),
        ("redirect_uris", "https://harbour.example/new"),
        ("scope", "phone"),
        ("vector", "P0.Cp.Cd"),
        ("sso_partners", "quay-1\r\nquay-2"),
    ];
    browser.post(&edit, &fields).await.redirects_to(&format!("{product}?done=saved"));
    let page = browser.get(&product).await.words("main");
    for fact in ["Harbour Two", "https://harbour.example/new", "phone", "P0.Cp.Cd", "quay-1 quay-2"] {
        assert!(page.contains(fact), "{fact} in {page}");
    }
    assert!(!page.contains("localhost:9999"));
    fields[1].1 = "https://harbour.example/?q";
    let refused = browser.post(&edit, &fields).await;
    assert!(refused.words("#redirect-uris-error").contains("remove the query string"), "{}", refused.text);
    assert!(browser.get(&product).await.words("main").contains("https://harbour.example/new"));
}

#[tokio::test]
async fn keys_are_rotated_with_an_overlap_and_the_last_one_stays() {
    let house = House::new();
    let (mut browser, product, _) = house.registered("dev@harbour.example", "Harbour").await;
    let keys = format!("{product}/sandpit/keys");
    let first = browser.get(&keys).await.attribute("a[href*='thumbprint=']", "href");
    let confirmation = browser.get(&first).await;
    let thumbprint = confirmation.attribute("input[name=thumbprint]", "value");
    let last = browser.post(&format!("{keys}/remove"), &[("thumbprint", &thumbprint)]).await;
    assert_eq!(last.status, StatusCode::CONFLICT);
    assert!(last.words("main").contains("only valid key"));
    let no_choice = browser.post(&keys, &[("public_key", another_public_key())]).await;
    assert!(no_choice.has("#overlap-error"));
    let added = browser.post(&keys, &[("public_key", another_public_key()), ("overlap", "1")]).await;
    added.redirects_to(&format!("{product}?done=key-added"));
    assert!(browser.get(&keys).await.words("table").contains("22 November 2026, 22:00:00 UTC"));
    let removed = browser.post(&format!("{keys}/remove"), &[("thumbprint", &thumbprint)]).await;
    removed.redirects_to(&format!("{product}?done=key-removed"));
    assert!(!browser.get(&keys).await.text.contains(&thumbprint));
    assert_eq!(browser.get(&first).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_consent_page_is_previewed_by_level() {
    let house = House::new();
    let (mut browser, product, _) = house.registered("dev@harbour.example", "Harbour").await;
    let preview = format!("{product}/sandpit/consent-preview");
    let high = browser.get(&preview).await.words(".nhsuk-card");
    assert!(high.contains("Harbour would like to see:") && high.contains("your NHS number"), "{high}");
    let low = browser.get(&format!("{preview}?level=P0")).await.words(".nhsuk-card");
    assert!(low.contains("your email address") && !low.contains("your NHS number"), "{low}");
}

#[tokio::test]
async fn two_developers_who_register_at_once_make_one_client() {
    let house = House::new();
    let (mut browser, product) = house.team("dev@harbour.example", "Harbour").await;
    let environment = app::portal::environments::sandpit(&house.ctx).unwrap();
    let id = product.rsplit('/').next().unwrap().parse().unwrap();
    let draft = identity::registration::Draft {
        name: "First".into(),
        redirect_uris: vec!["http://localhost:1/".into()],
        public_key: public_key().into(),
        scope: "openid".into(),
        vectors: vec!["P0.Cp.Cd".into()],
        sso_partners: vec![],
    };
    app::clients::register(&house.ctx, &environment, &draft, Some(id)).await.unwrap();
    let second = app::clients::register(&house.ctx, &environment, &draft, Some(id)).await;
    assert!(second.is_err(), "the database holds one client a product");
    assert!(browser.get(&product).await.words("#client-id").starts_with("first-"));
}
