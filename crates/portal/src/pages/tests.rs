//! Holds every page in every state to what all pages promise.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};
use web_kit::Page;

use super::*;

struct Rendered {
    name: String,
    page: Box<dyn Page>,
    document: Html,
}

impl Rendered {
    fn of(name: String, page: Box<dyn Page>) -> Self {
        let settings = crate::tests::settings();
        let document = Html::parse_document(&site(&settings).document(page.as_ref()));
        assert_eq!(document.errors, [""; 0], "{name} is well formed");
        Self { name, page, document }
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.document.select(&Selector::parse(selector).unwrap()).collect()
    }

    #[track_caller]
    fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{}: {selector}", self.name);
        found[0]
    }

    fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        self.all(selector).iter().filter_map(|found| found.attr(attribute)).map(ToOwned::to_owned).collect()
    }

    fn words(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(words).collect()
    }
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn samples() -> Vec<Rendered> {
    all_samples().into_iter().map(|(name, page)| Rendered::of(name, page)).collect()
}

fn sample(name: &str) -> Rendered {
    samples().into_iter().find(|page| page.name == name).unwrap_or_else(|| panic!("no sample {name}"))
}

#[test]
fn samples_have_names_of_their_own() {
    let names: Vec<String> = all_samples().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    assert!(names.contains(&"exchange".to_owned()) && names.contains(&"exchange-2".to_owned()));
}

#[test]
fn every_page_has_one_heading_and_the_title_says_the_same() {
    for page in samples() {
        assert_eq!(words(page.one("h1")), page.page.title(), "{}", page.name);
        assert_eq!(page.all("main h1").len(), 1, "{}", page.name);
        let prefix = if page.page.has_errors() { "Error: " } else { "" };
        assert_eq!(words(page.one("head > title")), format!("{prefix}{} - Slipway", page.page.title()));
    }
}

#[test]
fn errors_are_said_in_the_summary_and_beside_their_field() {
    for page in samples() {
        let in_summary = page.words(".nhsuk-error-summary__list li");
        assert_eq!(page.page.has_errors(), !in_summary.is_empty(), "{}", page.name);
        let beside = page.words(".nhsuk-error-message");
        let beside: Vec<&str> = beside.iter().map(|words| words.trim_start_matches("Error: ")).collect();
        assert_eq!(in_summary, beside, "{}", page.name);
        for target in page.attributes(".nhsuk-error-summary a", "href") {
            page.one(&format!("main form {target}"));
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_choice_a_legend() {
    for page in samples() {
        for field in page.all("input:not([type=hidden]), select, textarea") {
            let id = field.attr("id").unwrap_or_else(|| panic!("{}: a field without id", page.name));
            assert_ne!(words(page.one(&format!("label[for='{id}']"))), "", "{}: {id}", page.name);
        }
        for choice in page.all("input[type=radio], input[type=checkbox]") {
            let fieldset =
                choice.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "fieldset");
            let legend =
                fieldset.and_then(|fieldset| fieldset.select(&Selector::parse("legend").unwrap()).next());
            assert!(legend.is_some_and(|legend| !words(legend).is_empty()), "{}", page.name);
        }
    }
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    for page in samples() {
        let ids = page.attributes("[id]", "id");
        let distinct: HashSet<&String> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "{}: {ids:?}", page.name);
        for attribute in ["aria-describedby", "aria-labelledby", "aria-controls", "for", "data-live-into"] {
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
        assert_eq!(page.all("main script, main style, [style]").len(), 0, "{}", page.name);
        for element in page.all("main *") {
            assert!(!element.value().attrs().any(|(name, _)| name.starts_with("on")), "{}", page.name);
        }
    }
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    for page in samples() {
        let headings = page.all("main :is(h1, h2, h3, h4, h5, h6)");
        let mut above = 1;
        // Summaries and banners stand before the page's own heading.
        for heading in headings.into_iter().skip_while(|heading| heading.value().name() != "h1") {
            let level = heading.value().name()[1..].parse::<u8>().unwrap();
            assert!(level <= above + 1, "{}: {}", page.name, words(heading));
            above = level;
        }
    }
}

#[test]
fn every_form_has_one_main_button_and_what_changes_something_is_posted() {
    for page in samples() {
        for form in page.all("main form") {
            // A further one says only where to go on from there. One that stands elsewhere names its form.
            let mut buttons = form
                .select(&Selector::parse("button[type=submit]:not([name=then])").unwrap())
                .collect::<Vec<_>>();
            if let Some(id) = form.attr("id") {
                buttons.extend(page.all(&format!("main button[form={id}]")));
            }
            assert_eq!(buttons.len(), 1, "{}", page.name);
            let only_shows = ["Filter", "Find", "Show"].contains(&words(buttons[0]).as_str());
            let method = if only_shows { "get" } else { "post" };
            assert_eq!(form.attr("method"), Some(method), "{}", page.name);
        }
    }
}

#[test]
fn links_can_be_told_apart_by_their_words() {
    for page in samples() {
        let mut known: Vec<(String, String)> = Vec::new();
        for link in page.all("main a[href]") {
            let (text, href) = (words(link), link.attr("href").unwrap().to_owned());
            assert_ne!(text, "", "{}: {href}", page.name);
            let other =
                known.iter().find(|(known_text, known_href)| *known_text == text && *known_href != href);
            assert_eq!(other, None, "{}: {text} to {href}", page.name);
            known.push((text, href));
        }
    }
}

#[test]
fn words_are_plain() {
    for page in samples() {
        let text = format!(" {} ", page.words("main").join(" ").to_lowercase());
        for word in [" please ", " click ", " invalid ", " etc ", " e.g.", "n't ", "n’t ", "{{", "}}"] {
            assert!(!text.contains(word), "{}: {word}", page.name);
        }
    }
}

#[test]
fn an_opened_refusal_says_what_failed_where_it_is_written_and_how_to_fix_it() {
    let page = sample("exchange");
    let text = page.words("main").join(" ");
    for fact in [
        "Redirect_uri differs from the registered one by a trailing slash",
        "redirect_uri is one of the registered ones, to the letter",
        "https://appointments.harbour.example/callback/",
        "OpenID Connect Core section 3.1.2.1",
        "Register this exact address",
        "there is no state",
    ] {
        assert!(text.to_lowercase().contains(&fact.to_lowercase()), "{fact} in {text}");
    }
    let way_on = page.one("main .nhsuk-card .nhsuk-action-link");
    let edit = way_on.attr("href").unwrap();
    assert!(
        edit.contains("/sandpit/edit?redirect_uri=https%3A%2F%2Fappointments.harbour.example%2Fcallback%2F"),
        "{edit}"
    );
}

#[test]
fn an_assertion_is_shown_decoded_with_a_check_per_claim() {
    let page = sample("exchange-2");
    let panel = words(page.one("#assertion"));
    for fact in
        ["signature", "Failed", "Warning", "Not checked", "a value never used before", "\"kid\": \"one\""]
    {
        assert!(panel.contains(fact), "{fact} in {panel}");
    }
    assert!(words(page.one("#repeat")).contains("client_assertion=YOUR_CLIENT_ASSERTION"));
    assert!(page.attributes("main a", "href").iter().any(|href| href.ends_with("/sandpit/keys")));
}

#[test]
fn names_and_values_are_words_and_never_markup() {
    let mut opened = exchange::sample::opened().remove(0);
    opened.product.name = "<script>x</script>".into();
    opened.recorded.exchange.details.parameters = vec![("<b>".into(), "<img src=x onerror=y>".into())];
    let page = Rendered::of("hostile".into(), Box::new(ExchangePage::new(Frame::default(), &opened)));
    assert_eq!(page.all("main script, main img, main b").len(), 0);
    assert!(words(page.one("#came")).contains("<img src=x onerror=y>"));
}

#[test]
fn the_outbox_makes_links_of_links_alone() {
    let page = sample("outbox-message");
    let hrefs = page.attributes("main a", "href");
    let in_words: Vec<_> = hrefs.iter().filter(|href| !href.starts_with("/outbox/")).collect();
    assert_eq!(in_words, ["http://localhost:4001/confirm-email?token=a&b"]);
    assert!(words(page.one("main")).contains("<b>Once</b>."));
}

#[test]
fn only_the_newest_page_of_requests_is_live() {
    assert_eq!(sample("exchanges").page.scripts(), ["live.js"]);
    assert_eq!(sample("exchanges").all("[data-live]").len(), 1);
    assert!(sample("exchanges-2").page.scripts().is_empty());
}
