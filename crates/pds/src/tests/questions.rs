//! What is asked, and what answers mean.

use super::*;

#[tokio::test]
async fn a_record_comes_whole_by_its_number() {
    let house = House::new().await;
    let greta = greta();
    assert_eq!(house.pds.find(greta.nhs_number).await, Ok(Some(greta.clone())));
    assert_eq!(house.pds.search(&by_number(&greta)).await, Ok(Found::One(Box::new(greta))));
}

#[tokio::test]
async fn everybody_is_found_as_the_synthetic_service_finds_them() {
    let house =
        House::with(|settings| settings.limits.requests_a_second = NonZeroU32::new(1_000).unwrap()).await;
    let population = population();
    for person in population.people() {
        for claim in [by_number(&person.record), by_name(&person.record)] {
            let here = judge(&claim, house.pds.search(&claim).await.unwrap(), TODAY);
            let there = judge(&claim, population.search(&claim), TODAY);
            assert_eq!(here, there, "{claim:?}");
        }
    }
}

#[tokio::test]
async fn a_request_says_who_asks_and_what_for() {
    let organisation = Some("A12345".parse().unwrap());
    let house = House::with(|settings| settings.organisation = organisation).await;
    house.pds.find(greta().nhs_number).await.unwrap();
    let heard = house.stub.script(|script| script.requests.remove(0));
    assert_eq!(heard.asked, format!("/{}", greta().nhs_number));
    assert_eq!(heard.headers["authorization"], "Bearer token-1");
    assert_eq!(heard.headers["accept"], "application/fhir+json");
    assert_eq!(heard.headers["nhsd-end-user-organisation-ods"], "A12345");
    assert_eq!(heard.headers["x-correlation-id"].len(), "7Q4M-2XKD".len());
    let id = &heard.headers["x-request-id"];
    assert_eq!((id.len(), &id[14..15]), (36, "4"), "a UUID of version 4: {id}");
}

#[tokio::test]
async fn a_search_is_narrow_and_names_everything() {
    let house = House::new().await;
    house.pds.search(&by_name(&called("DEPARTED"))).await.unwrap();
    let heard = house.stub.script(|script| script.requests.remove(0));
    assert_eq!(
        heard.asked,
        "?_fuzzy-match=false&_exact-match=false&_history=false&_max-results=1&family=DEPARTED&given=Walter\
         &birthdate=eq1931-03-03&address-postalcode=ZZ99+9ZZ"
    );
    assert!(!heard.headers.contains_key("nhsd-end-user-organisation-ods"));
}

#[tokio::test]
async fn each_way_out_is_told_apart() {
    let house = House::new().await;
    let outcome = async |family: &str| {
        let claim = by_name(&called(family));
        judge(&claim, house.pds.search(&claim).await.unwrap(), TODAY).err()
    };
    assert_eq!(outcome("MATCHEM").await, None);
    assert_eq!(outcome("TWINNING").await, Some(Unmatched::Several));
    assert_eq!(outcome("DEPARTED").await, Some(Unmatched::Deceased));
    assert_eq!(outcome("TOOYOUNG").await, Some(Unmatched::TooYoung));
    let nobody = NhsNumber::with_check_digit(999_999_998).unwrap();
    assert_eq!(house.pds.find(nobody).await, Ok(None));
}

#[tokio::test]
async fn what_must_not_be_matched_is_nobody() {
    let house = House::new().await;
    let greta = greta();
    let restricted = json!({"meta": {"versionId": "3", "security": [{"code": "R"}]}});
    for changes in
        [restricted, json!({"birthDate": "1980"}), json!({"birthDate": null}), json!({"name": null})]
    {
        house.stub.script(|script| script.changes.insert(greta.nhs_number, changes.clone()));
        assert_eq!(house.pds.find(greta.nhs_number).await, Ok(None), "{changes}");
        assert_eq!(house.pds.search(&by_name(&greta)).await, Ok(Found::None), "{changes}");
    }
    house.stub.script(|script| script.invalidated.insert(greta.nhs_number));
    assert_eq!(house.pds.find(greta.nhs_number).await, Ok(None));
}

#[tokio::test]
async fn a_number_that_was_replaced_is_nobodys() {
    let house = House::new().await;
    let (greta, walter) = (greta(), called("DEPARTED"));
    house.stub.script(|script| script.superseded.insert(greta.nhs_number, walter.nhs_number));
    assert_eq!(house.pds.find(greta.nhs_number).await, Ok(None));
    assert_eq!(house.pds.find(walter.nhs_number).await, Ok(Some(walter)));
}

#[tokio::test]
async fn an_address_that_is_not_home_finds_nobody() {
    let house = House::new().await;
    let greta = Record { postcode: Some("ZZ99 3VZ".parse().unwrap()), ..greta() };
    let claim = by_name(&greta);
    let found = house.pds.search(&claim).await.unwrap();
    assert!(matches!(found, Found::One(_)), "PDS searches every address: {found:?}");
    assert_eq!(judge(&claim, found, TODAY), Err(Unmatched::NoMatch));
}

#[tokio::test]
async fn nobody_searches_with_a_wildcard() {
    let house = House::new().await;
    let greta = greta();
    for family in ["MA*", "*", "M*TCHEM", &"M".repeat(36)] {
        let claim = by_name(&Record { family_name: family.to_owned(), ..greta.clone() });
        assert_eq!(house.pds.search(&claim).await, Ok(Found::None), "{family}");
    }
    let asked: Vec<String> =
        house.stub.script(|script| script.requests.iter().map(|one| one.asked.clone()).collect());
    assert_eq!(asked.len(), 2, "what no record can have is not asked for: {asked:?}");
    assert!(!asked.iter().any(|asked| asked.contains("%2A") || asked.contains('*')), "{asked:?}");
}

#[tokio::test]
async fn too_many_matches_are_several() {
    let house = House::new().await;
    house.fails(Failing::TooManyMatches);
    assert_eq!(house.pds.search(&by_name(&greta())).await, Ok(Found::Several));
}

#[tokio::test]
async fn a_token_is_bought_once_and_again_before_its_end() {
    let house = House::new().await;
    let number = greta().nhs_number;
    let asked = (0..8).map(|_| {
        let pds = house.pds.clone();
        tokio::spawn(async move { pds.find(number).await.unwrap() })
    });
    for answered in asked.collect::<Vec<_>>() {
        assert!(answered.await.unwrap().is_some());
    }
    assert_eq!((house.requests(), house.tokens_sold()), (8, 1));
    house.clock.advance(SignedDuration::from_secs(599 - 31));
    house.pds.find(number).await.unwrap();
    assert_eq!(house.tokens_sold(), 1);
    house.clock.advance(SignedDuration::from_secs(2));
    house.pds.find(number).await.unwrap();
    assert_eq!(house.tokens_sold(), 2);
}
