//! The grammar case by case; that a filter survives being written and read; that no text whatever makes trouble.

use proptest::prelude::*;

use super::*;

fn number(seed: u32) -> NhsNumber {
    (999_000_000 + seed..).find_map(NhsNumber::with_check_digit).unwrap()
}

fn refused(text: &str) -> Refusal {
    Filter::parse(text).expect_err(text).0
}

fn parsed(text: &str) -> Filter {
    Filter::parse(text).unwrap_or_else(|(refusal, finding)| panic!("{text}: {refusal:?} {finding:?}"))
}

#[test]
fn and_binds_tighter_than_or() {
    let (a, b) = (number(1), number(40));
    let filter = parsed(&format!(
        r#"nhsnumber eq "{a}" AND email eq "a@b.example" or NHSNumber EQ "{b}"and Email Eq "B@b.example""#
    ));
    let key = |nhs_number, email: &str| Key { nhs_number: Some(nhs_number), email: email.parse().ok() };
    assert_eq!(filter.keys(), [key(a, "a@b.example"), key(b, "b@b.example")]);
}

#[test]
fn what_contradicts_itself_finds_nobody_and_what_repeats_itself_is_asked_once() {
    let (a, b) = (number(1), number(40));
    assert_eq!(parsed(&format!(r#"nhsnumber eq "{a}" and nhsnumber eq "{b}""#)).keys(), []);
    assert_eq!(parsed(r#"email eq "a@b.example" and email eq "c@b.example""#).keys(), []);
    assert_eq!(
        parsed(&format!(r#"nhsnumber eq "{a}" or nhsnumber eq "{a}" and nhsnumber eq "{a}""#)).keys().len(),
        1
    );
}

#[test]
fn the_structure_comes_first() {
    for text in [
        "",
        " ",
        "email",
        "email eq",
        r#"email "a@b.example""#,
        r#""email" eq "a@b.example""#,
        "email eq a@b.example",
        r#"email eq "a@b.example"#,
        r#"email eq "a@b.example" and"#,
        r#"email eq "a@b.example" "x""#,
        r#"(email eq "a@b.example")"#,
        r#"not (email eq "a@b.example")"#,
        "email eq “a@b.example”",
        "email eq 'a@b.example'",
        r#"email eq "\x""#,
        r#"email eq "a@b.example\""#,
        r#"email eq "a@b.example" and and"#,
    ] {
        assert_eq!(refused(text), Refusal::Syntax, "{text}");
    }
}

#[test]
fn each_part_has_a_refusal_of_its_own() {
    let good = r#"email eq "a@b.example""#;
    for (text, refusal) in [
        (r#"userName eq "a""#.to_owned(), Refusal::NotKeyed),
        (r#"userName eq "a" or id eq "b""#.to_owned(), Refusal::NotKeyed),
        (format!(r#"{good} and userName eq "a""#), Refusal::Attribute),
        (r#"email ne "a@b.example""#.to_owned(), Refusal::Operator),
        ("email pr".to_owned(), Refusal::Operator),
        (format!("{good} xor {good}"), Refusal::Operator),
        (r#"email eq "a""#.to_owned(), Refusal::Email),
        (r#"nhsnumber eq "9990000019""#.to_owned(), Refusal::NhsNumber),
        (r#"nhsnumber eq "999 000 0018""#.to_owned(), Refusal::NhsNumber),
        (r#"nhsnumber eq "９９９０００００１８""#.to_owned(), Refusal::NhsNumber),
        ([good; 6].join(" or "), Refusal::TooManyExpressions),
    ] {
        assert_eq!(refused(&text), refusal, "{text}");
    }
    assert!(Filter::parse(&[good; 5].join(" and ")).is_ok());
}

#[test]
fn escapes_are_undone() {
    assert_eq!(parsed(r#"email eq "\u0061\u0040b.exampl\u0065""#), parsed(r#"email eq "a@b.example""#));
    assert_eq!(refused(r#"email eq "a\"@b.example""#), Refusal::Email);
}

#[test]
fn the_shape_has_no_value_and_no_unknown_word() {
    let kept = shape(r#"nhsNumber eq "9990000018" or email eq "ada@b.example" and Smith eq 9990000018 ("#);
    assert_eq!(
        kept,
        r#"nhsNumber eq "(10 characters)" or email eq "(13 characters)" and (5 characters) eq (10 characters) ("#
    );
    assert!(shape(&"email ".repeat(100)).ends_with('…'));
}

fn expression() -> impl Strategy<Value = Expression> {
    prop_oneof![
        (0_u32..900_000).prop_map(|seed| Expression::NhsNumber(number(seed))),
        "[a-z0-9+_'-]{1,12}@[a-z]{1,8}\\.example"
            .prop_map(|email| Expression::Email(email.parse().expect("an address"))),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    prop::collection::vec(prop::collection::vec(expression(), 1..=2), 1..=2)
        .prop_map(|a| Filter { alternatives: a })
}

/// Another way to write the same.
fn rewritten(text: &str, choices: &[bool]) -> String {
    let mut is_in_quotes = false;
    let mut choice = choices.iter().cycle();
    let mut written = String::new();
    for letter in text.chars() {
        let changed = *choice.next().unwrap_or(&false);
        is_in_quotes ^= letter == '"';
        match letter {
            '"' => written.push('"'),
            _ if is_in_quotes && changed => written.extend(["\\u", &format!("{:04x}", u32::from(letter))]),
            ' ' if changed => written.push_str("  \t"),
            _ if changed && !is_in_quotes => written.extend(letter.to_uppercase()),
            _ => written.push(letter),
        }
    }
    written
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_written_is_read_as_the_same(filter in filter(), choices in prop::collection::vec(any::<bool>(), 1..40)) {
        let text = filter.to_string();
        prop_assert_eq!(parsed(&text), filter.clone());
        prop_assert_eq!(parsed(&rewritten(&text, &choices)), filter);
    }

    #[test]
    fn no_text_makes_it_stumble(text in "\\PC{0,80}") {
        let _ = Filter::parse(&text);
        let _ = shape(&text);
    }

    #[test]
    fn nothing_that_looks_like_a_filter_makes_it_stumble(
        words in prop::collection::vec(prop::sample::select(vec![
            "nhsnumber", "email", "eq", "and", "or", "\"", "\"9990000018\"", "\"a@b.example\"", "(", "\\", "pr", "“",
        ]), 0..30),
        glue in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(glue);
        let _ = Filter::parse(&text);
        prop_assert!(!shape(&text).contains("9990000018") && !shape(&text).contains("a@b"));
    }

    #[test]
    fn the_inspector_never_keeps_what_was_looked_for(filter in filter(), cut in any::<prop::sample::Index>()) {
        let text = filter.to_string();
        let ends: Vec<usize> = text.char_indices().map(|(index, _)| index).chain([text.len()]).collect();
        let kept = shape(&text[..ends[cut.index(ends.len())]]);
        for expression in filter.alternatives.iter().flatten() {
            match expression {
                Expression::NhsNumber(number) => prop_assert!(!kept.contains(&number.as_str()[..4])),
                Expression::Email(email) => prop_assert!(!kept.contains(email.as_str())),
            }
        }
        if let Err((_, finding)) = Filter::parse(&text[..ends[cut.index(ends.len())]]) {
            let said = format!("{finding:?}");
            prop_assert!(!said.contains("999"));
        }
    }
}
