//! What each place that people or programs read has to say, held against the one answer.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};
use toolkit::standing::{Reason, Why, lower_first};

use super::{house::House, reader::Mail};

fn words(element: ElementRef<'_>) -> String {
    normal(&element.text().collect::<String>())
}

fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn all(document: &Html, selector: &str) -> Vec<String> {
    document.select(&Selector::parse(selector).expect("a selector")).map(words).collect()
}

/// The page of a gate: everything that is left, then everything else, each with all of its words.
pub fn page_says(why: &Why, page: &str) {
    let document = Html::parse_document(page);
    assert_eq!(all(&document, ".nhsuk-lede-text"), [normal(&why.headline())]);
    let left = why.unmet();
    let expected: Vec<&Reason> = left.chain(why.reasons.iter().filter(|one| one.state.passes())).collect();
    let titles: Vec<String> = expected.iter().map(|reason| normal(&reason.title)).collect();
    assert_eq!(all(&document, ".app-check h3"), titles, "the page of {}", why.gate);
    for (said, reason) in all(&document, ".app-check").iter().zip(expected) {
        let waiting = reason.waiting_on.as_ref().map(|role| format!("Waiting on the {}", lower_first(role)));
        let parts =
            [Some(reason.because.clone()), reason.fix.clone(), waiting, Some(reason.requirement.clone())];
        for part in parts.into_iter().flatten() {
            assert!(said.contains(&normal(&part)), "{part} in {said}");
        }
        let waits = said.contains("Waiting on the");
        assert_eq!(waits, reason.waiting_on.is_some(), "{said}");
    }
}

/// The Board's paper: every check of the gate before the decision, and why.
pub fn paper_says(why: &Why, page: &str) {
    let document = Html::parse_document(page);
    assert!(all(&document, "h3").contains(&normal(&why.headline())), "the paper has {}", why.headline());
    let rows = rows(&document, "Checks before the decision");
    let told: BTreeSet<(String, String)> =
        rows.iter().map(|cells| (cells[0].clone(), cells[2].clone())).collect();
    assert_eq!((rows.len(), told), (why.reasons.len(), titles_and_reasons(why.reasons.iter())));
}

/// The same paper where it is written: what stands in the way.
pub fn report_says(why: &Why, page: &str) {
    let document = Html::parse_document(page);
    assert!(all(&document, "main p").contains(&normal(&why.headline())), "the report has {}", why.headline());
    let rows = rows(&document, &why.title);
    let told: BTreeSet<(String, String)> =
        rows.iter().map(|cells| (cells[0].clone(), cells[2].clone())).collect();
    assert_eq!(told, titles_and_reasons(why.unmet()));
}

fn titles_and_reasons<'w>(reasons: impl Iterator<Item = &'w Reason>) -> BTreeSet<(String, String)> {
    reasons.map(|reason| (normal(&reason.title), normal(&reason.because))).collect()
}

/// The cells of the table with a caption. Small screens show the heading of a column in each cell: that is left out.
fn rows(document: &Html, caption: &str) -> Vec<Vec<String>> {
    let select = |text: &str| Selector::parse(text).expect("a selector");
    let is_it = |table: &ElementRef<'_>| {
        table.select(&select("caption")).any(|found| words(found).contains(&normal(caption)))
    };
    let own = |cell: ElementRef<'_>| {
        let heading = cell.select(&select(".nhsuk-table__heading")).map(words).next();
        let said = words(cell);
        let heading = heading.unwrap_or_default();
        said.strip_prefix(&heading).unwrap_or(&said).trim().to_owned()
    };
    let (body, cells) = (select("tbody tr"), select("th, td"));
    let tables = document.select(&select("table")).filter(is_it).collect::<Vec<_>>();
    tables
        .iter()
        .flat_map(|table| table.select(&body))
        .map(|row| row.select(&cells).map(own).collect())
        .collect()
}

/// Mails about turns: each line is a reason of a gate, word by word.
pub fn mails_say_nothing_else(mails: &[Mail], answers: &[Why]) {
    let reasons: Vec<&Reason> = answers.iter().flat_map(|why| &why.reasons).collect();
    for (mail, line) in mails.iter().flat_map(|mail| mail.turns().into_iter().map(move |line| (mail, line))) {
        assert!(reasons.iter().any(|reason| says(&line, reason)), "{line} to {} is no reason", mail.to);
    }
}

fn says(line: &str, reason: &Reason) -> bool {
    line.contains(&normal(&format!("{}: {}", reason.title, reason.because)))
}

/// Reminders: whoever gets one is told everything that the next gate waits for from them, and nothing else.
pub fn reminders_say_all(house: &House) {
    let turn = house.turn();
    for mail in house.mails_since_the_last_step().iter().filter(|mail| mail.is_reminder()) {
        let theirs: Vec<&Reason> = turn.iter().filter(|reason| house.is_turn_of(&mail.to, reason)).collect();
        let lines = mail.turns();
        let (told, more): (Vec<&String>, Vec<&String>) =
            lines.iter().partition(|line| !line.starts_with("And "));
        for line in &told {
            assert!(theirs.iter().any(|reason| says(line, reason)), "{line} is not for {}", mail.to);
        }
        for reason in &theirs {
            let is_told = told.iter().any(|line| says(line, reason));
            assert!(is_told || !more.is_empty(), "{} hears of {}: {lines:?}", mail.to, reason.title);
        }
        let count = more
            .first()
            .map_or(0, |more| more.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a number"));
        assert_eq!(told.len() + count, theirs.len(), "{lines:?}");
    }
}
