//! Sample pages of the level chooser: nothing ticked, a mixture, and something that cannot be done.

use onboarding::{Event, role::Roles};
use toolkit::{FieldId, Value, definition::Levels};

use super::LevelsPage;
use crate::pages::{
    forms::opened_sample,
    frame::{Frame, Section},
};

fn ticked(levels: &Levels, wanted: &[usize]) -> Event {
    let cases = wanted.iter().filter_map(|index| levels.use_cases.get(*index)).map(|case| case.id.clone());
    Event::Answered { field: levels.use_cases_field.clone(), value: Some(Value::Many(cases.collect())) }
}

fn page(wanted: &[usize], more: &[(&str, &str)], is_reader: bool) -> Option<LevelsPage> {
    let levels = opened_sample(Vec::new())?.definition.levels.clone()?;
    let mut events = Vec::new();
    if !wanted.is_empty() {
        events.push(ticked(&levels, wanted));
    }
    let answered = more.iter().map(|(field, text)| Event::Answered {
        field: FieldId::new(&format!("{}.{field}", levels.form)),
        value: Some(Value::text(text)),
    });
    events.extend(answered);
    let mut opened = opened_sample(events)?;
    if is_reader {
        opened.roles = Roles::default();
    }
    let form = opened.definition.form(&levels.form)?.clone();
    LevelsPage::new(Frame::sample(Section::Integrations), &opened, &form)
}

pub(super) fn pages() -> Vec<LevelsPage> {
    let pages = [
        page(&[], &[], false),
        page(&[6, 9], &[("sensitive", "yes")], false),
        page(&[9], &[("nhs-number", "show")], true),
    ];
    pages.into_iter().flatten().collect()
}
