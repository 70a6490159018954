//! What staff permit a client to do as a program: who sees it, who gives it, and what the partner reads of it.

use http::StatusCode;

use super::harness::House;

const WHY: &str = "Surgeries invite their patients";

#[tokio::test]
async fn live_service_permits_with_a_reason_and_takes_away_after_a_question() {
    let house = House::new();
    let (mut owner, product, client_id) = house.registered("dev@harbour.example", "Harbour").await;
    let page = format!("{product}/sandpit/permissions");
    let mut live = house.staff("live-service").await;
    assert!(live.get(&product).await.has(&format!("main a[href='{page}']")));
    assert!(live.get(&page).await.words("main").contains("Nothing is permitted"));
    let wrong = [("permission", "provision-accounts"), ("ods_codes", "A1, B2"), ("reason", "")];
    let wrong = live.post(&format!("{page}/give"), &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.words("#ods-codes-error").contains("A1 and B2 are not ODS codes"), "{}", wrong.text);
    assert!(wrong.has("#reason-error") && wrong.words("#ods-codes") == "A1, B2");
    let good = [("permission", "provision-accounts"), ("ods_codes", "a00001\r\nA00002"), ("reason", WHY)];
    live.post(&format!("{page}/give"), &good).await.redirects_to(&format!("{page}?done=permitted"));
    let list = live.get(&page).await.words("#permissions");
    for fact in ["Provision accounts", "A00001", "A00002", WHY, "live-service@service.example"] {
        assert!(list.contains(fact), "{fact} in {list}");
    }
    let read = owner.get(&product).await.words("main");
    assert!(read.contains("Provision accounts for A00001, A00002") && !read.contains(WHY), "{read}");

    let take = format!("{page}/take?permission=provision-accounts");
    let question = live.get(&take).await;
    assert!(question.words("main").contains(client_id.as_str()), "{}", question.text);
    let taken = live.post(&format!("{page}/take"), &[("permission", "provision-accounts")]).await;
    taken.redirects_to(&format!("{page}?done=taken"));
    assert!(!owner.get(&product).await.words("main").contains("Provision accounts"));
    assert_eq!(live.get(&take).await.status, StatusCode::NOT_FOUND);
    let again = live.post(&format!("{page}/take"), &[("permission", "provision-accounts")]).await;
    again.redirects_to(&format!("{page}?done=taken"));
}

#[tokio::test]
async fn an_auditor_reads_it_and_nobody_else_does() {
    let house = House::new();
    let (mut owner, product, _) = house.registered("dev@harbour.example", "Harbour").await;
    let (mut rival, _) = house.team("rival@quay.example", "Quay").await;
    let page = format!("{product}/sandpit/permissions");
    let give = [("permission", "look-up-users"), ("reason", WHY)];
    house.staff("live-service").await.post(&format!("{page}/give"), &give).await;
    let mut auditor = house.staff("auditor").await;
    let read = auditor.get(&page).await;
    assert!(
        read.words("#permissions").contains(WHY)
            && !read.has("main form")
            && !read.has("main a[href*='take']")
    );
    let mut manager = house.staff("project-manager").await;
    // What is read of a client's requests is not for those who assess the product.
    assert_eq!(manager.get(&page).await.status, StatusCode::FORBIDDEN);
    for browser in [&mut owner, &mut rival] {
        assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
    }
    for browser in [&mut owner, &mut rival, &mut manager] {
        for path in ["give", "take"] {
            assert_eq!(browser.post(&format!("{page}/{path}"), &give).await.status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(auditor.post(&format!("{page}/give"), &give).await.status, StatusCode::NOT_FOUND);
    assert!(auditor.get(&page).await.words("#permissions").contains("Look up users"));
}
