//! Holds every page in every state to what all pages promise, and the journey to its documented hooks.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};
use web_kit::{FieldErrors, Page, Site};

use super::proving::{ProvingPage, Screen};
use super::*;

struct Rendered {
    name: String,
    page: Box<dyn Page>,
    document: Html,
}

impl Rendered {
    fn of(name: impl Into<String>, page: impl Page + 'static) -> Self {
        Self::boxed(name.into(), Box::new(page))
    }

    fn boxed(name: String, page: Box<dyn Page>) -> Self {
        let document = Html::parse_document(&Site::default().document(page.as_ref()));
        assert_eq!(document.errors, [""; 0], "{name} is well formed");
        Self { name, page, document }
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.document.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    #[track_caller]
    fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{}: {selector}", self.name);
        found[0]
    }

    /// The words of each element found.
    fn words(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(words).collect()
    }

    fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        self.all(selector)
            .iter()
            .filter_map(|element| element.attr(attribute))
            .map(ToOwned::to_owned)
            .collect()
    }
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn samples() -> Vec<Rendered> {
    all_samples().into_iter().map(|(name, page)| Rendered::boxed(name, page)).collect()
}

#[test]
fn samples_have_names_of_their_own() {
    let names: Vec<String> = all_samples().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    assert!(names.contains(&"login".to_owned()) && names.contains(&"login-2".to_owned()));
}

#[test]
fn every_page_has_one_heading_and_the_title_says_the_same() {
    for page in samples() {
        assert_eq!(words(page.one("h1")), page.page.title(), "{}", page.name);
        let prefix = if page.page.has_errors() { "Error: " } else { "" };
        assert_eq!(
            words(page.one("head > title")),
            format!("{prefix}{}", page.page.title()),
            "{}",
            page.name
        );
        assert_eq!(page.all("main h1").len(), 1, "{}", page.name);
    }
}

#[test]
fn errors_are_said_in_the_summary_and_beside_their_field() {
    for page in samples() {
        assert_eq!(page.page.has_errors(), page.has(".nhsuk-error-summary"), "{}", page.name);
        assert_eq!(page.page.has_errors(), page.has(".nhsuk-error-message"), "{}", page.name);
        let in_summary = page.words(".nhsuk-error-summary__list li");
        let beside: Vec<String> = page
            .words(".nhsuk-error-message")
            .iter()
            .map(|message| message.trim_start_matches("Error: ").to_owned())
            .collect();
        assert_eq!(in_summary, beside, "{}", page.name);
        for target in page.attributes(".nhsuk-error-summary a", "href") {
            let field = page.one(&format!("main form {target}"));
            assert_eq!(field.value().name(), "input", "{}: {target}", page.name);
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_choice_of_several_a_legend() {
    for page in samples() {
        for input in page.all("input:not([type=hidden]), select, textarea") {
            let id = input.attr("id").unwrap_or_else(|| panic!("{}: a field without id", page.name));
            let label = page.one(&format!("label[for={id}]"));
            assert_ne!(words(label), "", "{}: {id}", page.name);
        }
        for radio in page.all("input[type=radio]") {
            let fieldset =
                radio.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "fieldset");
            let fieldset = fieldset.unwrap_or_else(|| panic!("{}: radios without fieldset", page.name));
            assert!(fieldset.select(&Selector::parse("legend").unwrap()).next().is_some(), "{}", page.name);
        }
    }
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    for page in samples() {
        let ids = page.attributes("[id]", "id");
        let distinct: HashSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "{}: {ids:?}", page.name);
        for attribute in ["aria-describedby", "aria-labelledby", "aria-controls", "for"] {
            for references in page.attributes(&format!("[{attribute}]"), attribute) {
                for reference in references.split_whitespace() {
                    assert!(distinct.contains(&reference.to_owned()), "{}: {reference}", page.name);
                }
            }
        }
    }
}

#[test]
fn nothing_needs_a_script_or_a_style_of_its_own() {
    for page in samples() {
        assert!(!page.has("main script, main style, [style]"), "{}", page.name);
        for element in page.all("main *") {
            assert!(!element.value().attrs().any(|(name, _)| name.starts_with("on")), "{}", page.name);
        }
    }
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    for page in samples() {
        // Summary and banner stand before the page's own heading, at level 2.
        let headings = page.all("main :is(h1, h2, h3, h4, h5, h6)");
        let mut above = 1;
        for heading in headings.into_iter().skip_while(|heading| heading.value().name() != "h1") {
            let level = heading.value().name()[1..].parse::<u8>().unwrap();
            assert!(level <= above + 1, "{}: {}", page.name, words(heading));
            above = level;
        }
    }
}

#[test]
fn every_form_is_posted_to_a_path_of_the_journey_by_one_button() {
    for page in samples() {
        for form in page.all("form") {
            assert_eq!(form.attr("method"), Some("post"), "{}", page.name);
            let action = form.attr("action").unwrap_or_default();
            assert!(is_known_path(action), "{}: {action}", page.name);
            let submits = form.select(&Selector::parse("button[type=submit]").unwrap()).count();
            assert_eq!(submits, 1, "{}: {action}", page.name);
        }
    }
}

#[test]
fn every_link_leads_to_the_journey_or_says_where() {
    for page in samples() {
        for href in page.attributes("main a[href], .app-way-back a", "href") {
            let is_elsewhere = href.starts_with("http://localhost:400");
            assert!(is_elsewhere || href.starts_with('#') || is_known_path(&href), "{}: {href}", page.name);
        }
        for link in page.all("a[target=_blank]") {
            assert!(words(link).contains("opens in a new tab"), "{}", page.name);
            assert_eq!(link.attr("rel"), Some("noopener"), "{}", page.name);
        }
    }
}

fn is_known_path(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    crate::ROUTES.iter().any(|route| route.path == path) || Screen::all().any(|screen| screen.path() == path)
}

#[test]
fn forms_of_a_journey_may_be_answered_at_the_services_origin() {
    for page in samples().iter().filter(|page| page.has("form")) {
        let policy = page.page.csp().header_value();
        let leads_to_service =
            policy.to_str().unwrap().ends_with("form-action 'self' https://appointments.example");
        // The link in an email is opened outside the journey, and ends on a page of our own; so do the settings and a claim.
        let stays = ["confirm-email", "settings", "forgotten-password", "reset-password", "claim-account"]
            .iter()
            .any(|name| page.name.starts_with(name));
        assert_eq!(leads_to_service, !stays, "{}", page.name);
    }
}

#[test]
fn words_are_plain() {
    for page in samples() {
        let text = format!(" {} ", page.words("main").join(" ").to_lowercase());
        for word in [" please ", " click ", " invalid ", " etc ", " e.g.", "n't ", "n’t ", "{{", "}}"] {
            assert!(!text.contains(word), "{}: {word}", page.name);
        }
        let passwords = page.attributes("input[type=password]", "value");
        assert!(passwords.is_empty(), "{} sends a password back", page.name);
    }
}

// Spec section 15.11: partners' own browser tests drive these.

fn frame() -> JourneyFrame {
    JourneyFrame::sample()
}

#[test]
fn login_is_one_form_with_the_documented_fields_and_one_continue_button() {
    let page = Rendered::of("login", Login::new(&frame(), "a@b.example", true, FieldErrors::new()));
    assert!(words(page.one("h1")).starts_with("Enter your email address"));
    page.one("form");
    assert_eq!(
        page.one("form #user-email[name=email][type=email][autocomplete=username]").attr("value"),
        Some("a@b.example")
    );
    page.one("form #password-input[name=password][type=password][autocomplete=current-password]");
    assert_eq!(page.words("button").iter().filter(|words| words.contains("Continue")).count(), 1);
    assert_eq!(words(page.one("a[href='/register']")), "Create an NHS login");
}

#[test]
fn registration_is_offered_only_where_the_service_allows_it() {
    let page = Rendered::of("login", Login::new(&frame(), "", false, FieldErrors::new()));
    assert!(!page.has("[href='/register']"));
    assert!(!page.words("main")[0].to_lowercase().contains("create"));
}

#[test]
fn wrong_details_never_say_which_was_wrong() {
    let page = Rendered::of("login", Login::new(&frame(), "a@b.example", true, Login::wrong_details()));
    assert_eq!(page.attributes(".nhsuk-error-summary a", "href"), ["#user-email"]);
    let message = words(page.one(".nhsuk-error-message"));
    assert!(message.contains("email address or password"), "{message}");
}

#[test]
fn what_is_missing_at_sign_in_is_named() {
    assert!(Login::missing("a", "b").is_empty());
    let errors = Login::missing("", "b");
    assert_eq!(errors.message(fields::USER_EMAIL), Some("Enter your email address"));
    assert_eq!(errors.message(fields::PASSWORD), None);
}

#[test]
fn the_code_page_has_the_documented_fields_and_one_continue_button() {
    let page = EnterCode::new(&frame(), "0123", RememberDevice::Offered, FieldErrors::new());
    let page = Rendered::of("code", page);
    let otp = page.one("form[action='/enter-mobile-code'] #otp-input[name=otp][inputmode=numeric][autocomplete=one-time-code]");
    assert_eq!((otp.attr("pattern"), otp.attr("maxlength")), (None, None));
    let remember = page.one("input#rmd[type=checkbox][name=rmd][value=true]");
    assert_eq!(remember.attr("checked"), None);
    assert!(words(page.one("label[for=rmd]")).starts_with("Remember this device"));
    assert_eq!(page.words("button"), ["Continue", "Send the code again"]);
    assert_eq!(words(page.one("form[action='/resend-code']")), "Send the code again");
    assert!(page.words("main")[0].contains("ending 0123"));
}

#[test]
fn remembering_is_asked_once_and_its_answer_is_kept() {
    let page =
        |remember| Rendered::of("code", EnterCode::new(&frame(), "0123", remember, EnterCode::wrong_code()));
    assert!(!page(RememberDevice::NotOffered).has("#rmd"));
    assert!(page(RememberDevice::Ticked).has("#rmd[checked]"));
}

#[test]
fn a_number_can_be_put_right_only_while_registering() {
    let page = EnterCode::new(&frame(), "0123", RememberDevice::NotOffered, FieldErrors::new());
    assert!(!Rendered::of("code", page.clone()).has("a[href='/enter-mobile']"));
    assert!(Rendered::of("code", page.with_number_link()).has("a[href='/enter-mobile']"));
}

#[test]
fn trusting_a_device_is_a_radio_named_remember() {
    let page = Rendered::of("trust", TrustDevice::new(&frame(), FieldErrors::new()));
    assert_eq!(page.attributes("input[type=radio][name=remember]", "value"), ["yes", "no"]);
    assert_eq!(page.words("button"), ["Continue"]);
}

#[test]
fn consent_names_the_service_lists_what_is_shared_and_has_the_documented_words() {
    let page = Rendered::of("consent", Consent::new(&frame(), &["your NHS number", "your email address"]));
    assert_eq!(words(page.one("h1")), "Agree to share your NHS login information");
    assert_eq!(page.words("button"), ["I agree to share this information"]);
    page.one("form[action='/nhs-login-consent'] input[name=decision][value=agree]");
    assert_eq!(words(page.one("a[href='/consent-refused']")), "I do not agree to share this information");
    assert_eq!(page.words("main li"), ["your NHS number", "your email address"]);
    assert!(page.words("main")[0].contains("Example Appointments would like to see:"));
}

#[test]
fn refusing_is_a_step_of_its_own_that_can_be_taken_back() {
    let page = Rendered::of("refused", ConsentRefused::new(&frame()));
    page.one("form[action='/consent-refused'] input[name=decision][value=refuse]");
    assert_eq!(page.words("button"), ["Go back to Example Appointments"]);
    assert_eq!(words(page.one("main a[href='/nhs-login-consent']")), "Change my mind");
}

#[test]
fn names_of_services_are_words_and_never_markup() {
    let frame = JourneyFrame { service_name: "<script>x</script> & Co".into(), ..frame() };
    let page = Rendered::of("consent", Consent::new(&frame, &[]));
    assert!(!page.has("main script"));
    assert!(page.words("main")[0].contains("<script>x</script> & Co would like to know"));
}

#[test]
fn registration_states_the_rules_and_asks_for_a_new_password() {
    let page = Rendered::of("register", Register::new(&frame(), "", FieldErrors::new()));
    page.one("form[action='/register'] #user-email[name=email]");
    let password = page.one("#password-input[name=password][autocomplete=new-password]");
    let hint = page.one(&format!("#{}", password.attr("aria-describedby").unwrap()));
    assert!(words(hint).contains("8 characters or more"));
    assert_eq!(page.attributes(".app-way-back a", "href"), ["/login"]);
}

#[test]
fn what_was_typed_comes_back() {
    let malformed = [("mobile-number", "Wrong")].into_iter().collect();
    let page = Rendered::of("mobile", EnterMobile::new(&frame(), "\"020", malformed));
    let mobile = page.one("#mobile-number[name=mobile][type=tel][autocomplete=tel][inputmode=tel]");
    assert_eq!(mobile.attr("value"), Some("\"020"));
}

#[test]
fn a_refused_request_tells_people_little_and_developers_everything() {
    let url = "http://localhost:4000/inspector/7Q4M";
    let page = AuthorizeRefused::new("7Q4M", "invalid_redirect_uri", "It differs by a slash.", Some(url));
    assert_eq!(page.status().as_u16(), 400);
    let page = Rendered::of("refused", page);
    let details = words(page.one("details"));
    for fact in ["invalid_redirect_uri", "It differs by a slash.", "ref 7Q4M"] {
        assert!(details.contains(fact), "{fact}");
    }
    assert_eq!(page.attributes("details a", "href"), [url]);
}

#[test]
fn statuses_say_what_the_pages_say() {
    assert_eq!(TooManyRequests::new(3, "7Q4M").status().as_u16(), 429);
    assert_eq!(JourneyExpired::new().status().as_u16(), 410);
    assert_eq!(LinkExpired::new().status().as_u16(), 410);
    let others =
        ["home", "login", "account-locked", "check-email", "nhs-login-consent", "prove-identity-name"];
    for page in samples().iter().filter(|page| others.contains(&page.name.as_str())) {
        assert_eq!(page.page.status().as_u16(), 200, "{}", page.name);
    }
}

#[test]
fn the_outbox_is_mentioned_only_where_there_is_one() {
    let without = JourneyFrame { outbox_url: None, ..frame() };
    let link = "a[href='http://localhost:4000/outbox']";
    assert!(Rendered::of("check", CheckEmail::new(&frame(), "a@b.example", false)).has(link));
    assert!(!Rendered::of("check", CheckEmail::new(&without, "a@b.example", false)).has(link));
}

#[test]
fn a_date_marks_the_boxes_that_are_wrong() {
    let marked = |encoded: &[u8]| {
        let values = web_kit::FormData::parse(encoded);
        let today = kernel::Date::constant(2026, 8, 1);
        let errors = Screen::DateOfBirth.next(identity::ProofingLevel::P5, &values, today).unwrap_err();
        let page = Screen::DateOfBirth.render(&proving_frame(), &values, &errors);
        Rendered::of("date", page).attributes(".nhsuk-input--error", "name")
    };
    assert_eq!(marked(b"month=2&year=1990"), ["day"]);
    assert_eq!(marked(b"day=2&month=2&year=90"), ["year"]);
    assert_eq!(marked(b"day=31&month=2&year=1990"), ["day", "month", "year"]);
    assert_eq!(marked(b""), ["day", "month", "year"]);
}

#[test]
fn the_dead_end_says_who_can_go_on_and_offers_two_ways_out() {
    let page =
        Screen::Unavailable.render(&proving_frame(), &web_kit::FormData::default(), &FieldErrors::new());
    let page = Rendered::of("unavailable", page);
    assert_eq!(page.words("main li"), ["imogen.p9@people.example"]);
    assert_eq!(page.attributes("form", "action"), ["/prove-identity/leave", "/start-over"]);
    assert_eq!(page.words("button"), ["Go back to Example Appointments", "Sign in as someone else"]);
}

#[test]
fn every_screen_of_the_proofing_is_among_the_samples() {
    let titles: HashSet<String> = ProvingPage::samples().iter().map(Page::title).collect();
    assert_eq!(titles.len(), Screen::all().count());
}

fn proving_frame() -> proving::ProvingFrame {
    proving::ProvingFrame {
        journey: frame(),
        from: identity::ProofingLevel::P0,
        to: identity::ProofingLevel::P9,
        test_people: vec!["imogen.p9@people.example".into()],
        completes: false,
        answers: identity::proving::Answers::default(),
        is_test: true,
        names_decide: false,
    }
}
