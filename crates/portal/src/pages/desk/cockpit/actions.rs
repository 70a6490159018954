//! What the viewer may do with an integration now, as the policy and the definition say: each a link.

use askama::Template;
use nhsuk::Html;
use onboarding::policy::Action as May;
use toolkit::{
    definition::{Call, Does, Form, Side},
    facts::HoldKind,
    standing::lower_first,
};

use super::{
    super::{conditions::conditions_of, paragraph},
    View,
};
use crate::pages::{partner::Change, parts::link};

/// The words of a link and its address.
type Way = (String, String);

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="nhsuk-list">
{%- for (words, href) in ways %}<li><a class="nhsuk-link" href="{{ href }}">{{ words }}</a></li>{% endfor -%}
</ul>"#
)]
struct Ways<'a> {
    ways: &'a [Way],
}

/// One under the other. One alone is no list.
pub(super) fn list(ways: &[Way]) -> Option<Html> {
    match ways {
        [] => None,
        [(words, href)] => Some(paragraph(link(words, href))),
        ways => Some(Html::from_template(&Ways { ways })),
    }
}

impl View<'_> {
    pub(super) fn ways(&self) -> Vec<Way> {
        let hold = self.opened.facts.hold.as_ref().map(|hold| hold.kind);
        if hold == Some(HoldKind::Withdrawn) {
            return Vec::new();
        }
        let mut ways = Vec::new();
        if hold.is_none() {
            ways.extend(self.questions());
            ways.extend(self.reviews());
            ways.extend(self.evidence_to_look_at());
            ways.extend(self.calls_to_host());
            ways.extend(self.reports_to_write());
            ways.extend(self.waivers_to_settle());
        }
        ways.extend(self.conditions_to_settle());
        ways.extend(self.changes(hold));
        ways
    }

    fn has(&self, role: &str) -> bool {
        self.opened.roles.is_operator || self.opened.roles.ids().contains(role)
    }

    fn way(&self, words: String, place: &str) -> Way {
        (words, self.below(place))
    }

    fn questions(&self) -> Vec<Way> {
        let open =
            self.opened.facts.questions.iter().filter(|one| one.closed.is_none() && one.reply.is_none());
        let mine = open.filter(|one| {
            one.to.as_deref().is_some_and(|to| {
                self.opened.definition.side(to) == Side::Service
                    && self.has(to)
                    && self.opened.may(May::AnswerBoard)
            })
        });
        mine.map(|one| {
            self.way(format!("Answer question {}", one.number), &format!("questions/{}", one.number))
        })
        .collect()
    }

    fn reviews(&self) -> Vec<Way> {
        let waits = |form: &&Form| {
            let submission = self.opened.facts.submissions.get(&form.id);
            submission.is_some_and(|submission| submission.accepted.is_none())
                && form.reviewer.as_deref().is_some_and(|role| self.has(role))
        };
        let forms = self.opened.definition.forms.iter().filter(waits);
        let forms = forms.filter(|_| self.opened.may(May::AcceptForm));
        forms
            .map(|form| self.way(format!("Review: {}", form.title), &format!("review/{}", form.id)))
            .collect()
    }

    fn evidence_to_look_at(&self) -> Vec<Way> {
        let slots = self.opened.definition.evidence.iter().filter(|slot| {
            let newest = self.opened.facts.evidence.get(&slot.id).and_then(|versions| versions.last());
            newest.is_some_and(|newest| newest.accepted.is_none() && newest.refused.is_none())
                && slot.reviewer.as_deref().is_some_and(|role| self.has(role))
        });
        let slots = slots.filter(|_| self.opened.may(May::AcceptEvidence));
        slots
            .map(|slot| {
                self.way(
                    format!("Look at: {}", lower_first(&slot.title)),
                    &format!("review/evidence/{}", slot.id),
                )
            })
            .collect()
    }

    fn calls_to_host(&self) -> Vec<Way> {
        let mine = self.opened.definition.calls.iter().filter(|call| self.has(&call.host));
        mine.filter_map(|call| self.call_to_host(call)).collect()
    }

    fn call_to_host(&self, call: &Call) -> Option<Way> {
        let (name, record) = (lower_first(&call.title), self.opened.facts.calls.get(&call.id));
        let last = record.and_then(|record| record.held.last());
        let is_over = last.is_some_and(|held| held.passes || held.ends || !call.repeats);
        match record.and_then(|record| record.booked.as_ref()) {
            Some((at, _)) if *at <= self.opened.now => {
                let may = self.opened.may(May::RecordCall);
                may.then(|| self.way(format!("Record the {name}"), &format!("calls/{}/record", call.id)))
            }
            Some(_) => {
                let may = self.opened.may(May::CallOff);
                may.then(|| self.way(format!("Call the {name} off"), &format!("calls/{}/off", call.id)))
            }
            None => {
                let may = self.opened.may(May::OfferTimes) && !is_over && self.call_is_open(&call.id);
                may.then(|| {
                    self.way(format!("Offer times for the {name}"), &format!("calls/{}/offer", call.id))
                })
            }
        }
    }

    // Where the task that leads to it can begin and nothing final was decided.
    fn reports_to_write(&self) -> Vec<Way> {
        if !self.opened.may(May::WriteReport) {
            return Vec::new();
        }
        let standing = self.opened.standing();
        let open =
            standing.tasks.iter().filter(|task| task.can_start()).filter_map(|task| match &task.task.does {
                Does::Report(decision) => self.opened.definition.decision(decision),
                _ => None,
            });
        let open = open.filter(|decision| {
            let last = self.opened.facts.decisions.get(&decision.id).and_then(|all| all.last());
            last.is_none_or(|last| !last.passes && !last.ends)
        });
        open.map(|decision| {
            let words = format!("Write the report: {}", lower_first(&decision.title));
            self.way(words, &format!("reports/{}", decision.id))
        })
        .collect()
    }

    fn waivers_to_settle(&self) -> Vec<Way> {
        let facts = &self.opened.facts;
        let grant = self.opened.may(May::GrantWaiver);
        let ask = self.opened.may(May::AskWaiver).then_some("Ask for a waiver of a check");
        let decide =
            (grant && !facts.waivers_asked.is_empty()).then_some("Decide on a waiver that was asked for");
        let end = (grant && !facts.waivers.is_empty()).then_some("End a waiver");
        [ask, decide, end].into_iter().flatten().map(|words| self.way(words.to_owned(), "waivers")).collect()
    }

    fn conditions_to_settle(&self) -> Option<Way> {
        let has_open = conditions_of(self.opened).iter().any(|one| one.held_to.closed.is_none());
        (has_open && self.opened.may(May::SettleConditions))
            .then(|| self.way("Close a condition or give it more time".to_owned(), "conditions"))
    }

    fn changes(&self, hold: Option<HoldKind>) -> Vec<Way> {
        let first = if hold.is_some() { Change::Resume } else { Change::Pause };
        let may = [(first, May::Pause), (Change::Withdraw, May::Withdraw)];
        let may = may.into_iter().filter(|(_, action)| self.opened.may(*action));
        may.map(|(change, _)| self.way(change.title().to_owned(), change.path())).collect()
    }
}
