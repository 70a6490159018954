//! Files of an integration, as they come and as they go.

use axum::body::Body;
use http::{Request, StatusCode};
use onboarding::Command;
use toolkit::SlotId;

use super::harness::{Answer, Browser, House};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
const LOCKED: &[u8] = b"%PDF-1.7\ntrailer\n<< /Root 1 0 R /Encrypt 5 0 R >>\n%%EOF\n";

async fn team(house: &House) -> (Browser, String) {
    let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
    let integration = house.integration(&product).await;
    (owner, integration)
}

/// Sends a file as a browser does.
pub(super) async fn upload(
    browser: &mut Browser,
    path: &str,
    name: &str,
    content: &[u8],
    typed: &[(&str, &str)],
) -> Answer {
    let mut body = Vec::new();
    for (field, text) in typed {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = Request::post(path).header("content-type", "multipart/form-data; boundary=edge");
    browser.send(request, Body::from(body)).await
}

#[tokio::test]
async fn a_file_is_judged_kept_and_only_ever_downloaded() {
    let house = House::new();
    let (mut owner, integration) = team(&house).await;
    let slot = format!("{integration}/evidence/sponsor-letter");
    assert!(owner.get(&slot).await.words("main").contains("PDF, Word document, PNG or JPG"));
    let sent = upload(&mut owner, &format!("{slot}/add"), "Letter ŷ.pdf", PDF, &[]).await;
    sent.redirects_to(&format!("{slot}?done=added"));
    let page = owner.get(&slot).await;
    let words = page.words("main");
    assert!(words.contains("owner@harbour.example") && words.contains("Letter ŷ.pdf"), "{words}");
    let file = owner.get(&page.attribute("main a[href*='/documents/']", "href")).await;
    assert_eq!((file.status, file.text.as_bytes()), (StatusCode::OK, PDF));
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"Letter _.pdf\"; filename*=UTF-8''Letter%20%C5%B7.pdf"
    );
    assert_eq!(file.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    // The same file again would say nothing new.
    let again = upload(&mut owner, &format!("{slot}/add"), "Letter ŷ.pdf", PDF, &[]).await;
    assert_eq!(again.words(".nhsuk-error-message"), "Error: Nothing has changed");
    let newer = upload(&mut owner, &format!("{slot}/add"), "New.pdf", b"%PDF-1.7\nnew", &[]).await;
    newer.redirects_to(&format!("{slot}?done=added"));
    assert!(owner.get(&slot).await.words("h2").contains("Version 2, the newest"));
}

#[tokio::test]
async fn a_file_that_is_not_what_is_wanted_is_refused_in_the_set_words_and_nothing_is_kept() {
    let house = House::new();
    let (mut owner, integration) = team(&house).await;
    let slot = format!("{integration}/evidence/sponsor-letter");
    let cases: [(&str, &[u8], &str); 8] = [
        ("", b"", "Select a file"),
        ("letter.pdf", b"", "The selected file is empty"),
        ("letter.pdf", b"<html>", "The selected file must be a PDF, Word document, PNG or JPG"),
        ("letter.pdf", LOCKED, "The selected file is password protected"),
        ("letter.html", PDF, "The selected file is a PDF, so its name must end in .pdf"),
        ("..\\..\\letter.pdf", PDF, "The name of the selected file must not contain slashes"),
        ("a/letter.pdf", PDF, "The name of the selected file must not contain slashes"),
        ("fdp.\u{202e}rettel.pdf", PDF, "The name of the selected file must not contain hidden characters"),
    ];
    for (name, content, words) in cases {
        let page = upload(&mut owner, &format!("{slot}/add"), name, content, &[]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(page.words(".nhsuk-error-message"), format!("Error: {words}"), "{name}");
        assert!(page.words("title").starts_with("Error: "));
    }
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    let page = upload(&mut owner, &format!("{slot}/add"), "letter.pdf", &large, &[]).await;
    assert_eq!(page.words(".nhsuk-error-message"), "Error: The selected file must be smaller than 10MB");
    assert!(!owner.get(&slot).await.text.contains("/documents/"));
    let page = owner.post(&format!("{slot}/add"), &[("file", "x")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_date_is_asked_for_where_it_counts_and_kept_where_it_is_wrong() {
    let house = House::new();
    let (mut owner, integration) = team(&house).await;
    let slot = format!("{integration}/evidence/pen-test/add");
    let place = format!("{integration}/evidence/pen-test");
    let typed = |day, month, year| [("dated[day]", day), ("dated[month]", month), ("dated[year]", year)];
    for (typed, words) in [
        (typed("", "", ""), "Enter the date"),
        (typed("31", "2", "2026"), "The date must be a real date"),
        (typed("1", "1", "2027"), "The date must be today or in the past"),
    ] {
        let page = upload(&mut owner, &slot, "test.pdf", PDF, &typed).await;
        assert_eq!(page.words(".nhsuk-error-message"), format!("Error: {words}"));
        assert!(page.words("main").contains("Select the file again"));
    }
    let page = upload(&mut owner, &slot, "test.pdf", PDF, &typed("31", "2", "2026")).await;
    assert_eq!(page.attribute("#dated-day", "value"), "31");
    let sent = upload(&mut owner, &slot, "test.pdf", PDF, &typed("1", "11", "2026")).await;
    sent.redirects_to(&format!("{place}?done=added"));
    assert!(owner.get(&place).await.words("main").contains("1 November 2027"));
}

#[tokio::test]
async fn competitors_and_people_of_the_same_house_get_what_is_theirs() {
    let house = House::new();
    let (mut owner, integration) = team(&house).await;
    let slot = format!("{integration}/evidence/sponsor-letter");
    upload(&mut owner, &format!("{slot}/add"), "letter.pdf", PDF, &[]).await;
    let file = owner.get(&slot).await.attribute("main a[href*='/documents/']", "href");
    let (mut rival, product) = house.team("rival@quay.example", "Quay").await;
    let theirs = house.integration(&product).await;
    let moved = file.replace(&integration, &theirs);
    for path in [&slot, &file, &moved, &format!("{slot}/add")] {
        assert_eq!(rival.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let sent = upload(&mut rival, &format!("{slot}/add"), "letter.pdf", PDF, &[]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    // Who reviews may read, and adds nothing.
    let mut reviewer = house.staff("reviewer:technical-architecture").await;
    assert_eq!(reviewer.get(&file).await.status, StatusCode::OK);
    assert!(!reviewer.get(&slot).await.has("main a[href$='/add']"));
    let sent = upload(&mut reviewer, &format!("{slot}/add"), "letter.pdf", PDF, &[]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whose_file_was_not_accepted_reads_why() {
    let house = House::new();
    let (mut owner, integration) = team(&house).await;
    let slot = format!("{integration}/evidence/sponsor-letter");
    upload(&mut owner, &format!("{slot}/add"), "letter.pdf", PDF, &[]).await;
    let file = owner.get(&slot).await.attribute("main a[href*='/documents/']", "href");
    let document = file.rsplit('/').next().unwrap().to_owned();
    let id = integration.trim_start_matches("/integrations/").parse().unwrap();
    let command = Command::RefuseEvidence {
        slot: SlotId::new("sponsor-letter"),
        document,
        reason: "It names another product".into(),
    };
    app::integrations::act(&house.ctx, app::Actor::Operator, id, command).await.unwrap();
    assert!(owner.get(&slot).await.words("main").contains("It names another product."));
}
