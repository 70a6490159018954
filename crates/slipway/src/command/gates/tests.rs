//! Holds together everything that says why a gate is or is not met: however an integration came to where it is, its pages, the
//! API, this command, the mails and the Board's paper give one answer.

mod history;
mod house;
mod reader;
mod surfaces;

use proptest::prelude::*;
use toolkit::standing::Why;

use self::{
    history::{Plan, plans},
    house::House,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn everything_gives_one_answer_to_why(plan in plans()) {
        one_answer(&plan);
    }
}

fn one_answer(plan: &Plan) {
    let mut house = House::new(plan.edition);
    house.live_through(plan);
    every_surface_agrees(&mut house);
    surfaces::mails_say_nothing_else(&house.mails_since_the_last_step(), &house.answers());
    // Time alone changes things too: files run out, calls are over, and people are reminded.
    house.let_pass(plan.idle);
    every_surface_agrees(&mut house);
    surfaces::reminders_say_all(&house);
}

fn every_surface_agrees(house: &mut House) {
    let answers = house.answers();
    let applying: Vec<&Why> = answers.iter().filter(|why| why.applies).collect();
    assert_eq!(house.on_command_line().iter().collect::<Vec<_>>(), applying, "the command line");
    let text = house.text_of_command_line();
    for why in &answers {
        surfaces::page_says(why, &house.gate_page(why));
        if why.applies {
            assert!(text.contains(&why.to_string()), "{why} is on the command line: {text}");
        }
    }
    for (decision, gate) in house.decisions() {
        let why = answers.iter().find(|why| why.gate == gate).expect("a gate before a decision");
        surfaces::paper_says(why, &house.paper(&decision));
        surfaces::report_says(why, &house.report(&decision));
    }
}
