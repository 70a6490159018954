//! An integration that does whatever is asked next, to see that every edition can be walked to its end.

use jiff::Timestamp;
use toolkit::{
    CheckId, DecisionId, Definition, Facts, FieldId, FormId, Standing, Value,
    definition::{Check, Field, FieldKind, Form, Test},
    facts::{Answer, Decided, LookedUp, Named, Observed, Planned, Report, Submission},
    levels,
    standing::{With, london, unanswered},
};

use super::{at, field_id, held, version};

/// Walks to the end, or says where it got stuck. `yes_no` is how questions are answered that leave it open.
pub fn walk(definition: &Definition, yes_no: &str, now: Timestamp) -> Result<Facts, String> {
    walk_on(definition, Facts::new(definition.edition.id.clone(), at(0)), yes_no, now)
}

/// The same from where an integration is.
pub fn walk_on(
    definition: &Definition,
    mut facts: Facts,
    yes_no: &str,
    now: Timestamp,
) -> Result<Facts, String> {
    for _ in 0..=definition.checks.len() {
        if !step(definition, &mut facts, yes_no, now)? {
            return Ok(facts);
        }
    }
    let standing = Standing::of(definition, &facts, now);
    let why = standing.next_gate().and_then(|gate| standing.why(&gate.gate.id));
    Err(format!("it goes on for ever: {}", why.expect("a gate")))
}

/// Does all that can be done for the next gate; nothing where every gate is met.
pub fn step(
    definition: &Definition,
    facts: &mut Facts,
    yes_no: &str,
    now: Timestamp,
) -> Result<bool, String> {
    let standing = Standing::of(definition, facts, now);
    let Some(gate) = standing.next_gate() else { return Ok(false) };
    let can_start = |check: &CheckId| {
        let task = standing.tasks.iter().find(|task| task.task.checks.contains(check));
        task.is_none_or(toolkit::standing::TaskStanding::can_start)
    };
    let open: Vec<&Check> =
        gate.unmet().map(|finding| finding.check).filter(|check| can_start(&check.id)).collect();
    if open.is_empty() || standing.turn.with() == With::Nobody {
        return Err(format!("nobody can go on: {}", standing.why(&gate.gate.id).expect("a gate")));
    }
    let mut pass = Pass { definition, yes_no, now };
    for check in open {
        pass.check(check, facts);
    }
    Ok(true)
}

struct Pass<'d> {
    definition: &'d Definition,
    yes_no: &'d str,
    now: Timestamp,
}

impl Pass<'_> {
    /// Does what makes a check pass.
    fn check(&mut self, check: &Check, facts: &mut Facts) {
        match &check.test {
            Test::FormComplete(form) | Test::LevelCovers(form) | Test::ScopesAllowed(form) => {
                self.answer(form, facts);
            }
            Test::FormSubmitted(form) | Test::FormAccepted(form) => self.submit(form, facts),
            Test::Answered(field) | Test::DateAhead { field, .. } | Test::DateAllowed(field) => {
                self.answer(&FormId::new(field.form()), facts);
            }
            Test::AnswerIs { field, any_of } => {
                self.answer(&FormId::new(field.form()), facts);
                put(facts, field.clone(), Value::text(&any_of[0]));
            }
            Test::Evidence(slot) | Test::EvidenceAccepted(slot) => {
                let mut file = version(slot.as_str(), at(1));
                file.dated = Some(self.now.to_zoned(london()).date());
                facts.evidence.insert(slot.clone(), vec![file]);
            }
            Test::CallBooked(call) | Test::CallHeld(call) => {
                let outcome = &self.definition.call(call).expect("a call").outcomes[0].id;
                facts.calls.entry(call.clone()).or_default().held.push(held(outcome, at(1)));
            }
            Test::Decided(decision) => self.decide(decision, facts),
            Test::Acknowledged(task) => {
                facts.acknowledged.insert(task.clone(), at(1));
            }
            Test::Observed { what, .. } => {
                let seen = Observed { seen_at: self.now, references: vec!["7Q4M".to_owned()], mark: at(1) };
                facts.observations.insert(what.clone(), seen);
            }
            Test::Named(_) => self.name(facts),
            Test::Planned => self.plan(facts),
            Test::Register { register, any_of } => {
                let (says, detail, source) = (any_of[0].clone(), String::new(), "fixture".to_owned());
                facts.registers.insert(register.clone(), LookedUp { says, detail, source, mark: at(1) });
            }
            Test::Reported(decision) => {
                let report = Report { recommendation: "yes".to_owned(), text: String::new(), mark: at(1) };
                facts.reports.insert(decision.clone(), report);
            }
        }
    }

    // Answers make further questions apply.
    fn answer(&self, form: &FormId, facts: &mut Facts) {
        let form = self.definition.form(form).expect("a form");
        while let Some(field) = unanswered(form, facts).first().copied() {
            let id = field_id(form, field);
            let value = if self.is_refused(&id) { Value::text("no") } else { self.value(field, facts) };
            put(facts, id, value);
        }
    }

    /// Whether a yes is something that the service cannot do at all.
    fn is_refused(&self, field: &FieldId) -> bool {
        let refusals =
            self.definition.levels.iter().flat_map(|levels| &levels.rules).filter(|rule| rule.refuses);
        refusals.flat_map(|rule| rule.when.fields()).any(|asked| asked == field)
            && self.definition.field(field).is_some_and(|field| field.kind == FieldKind::YesNo)
    }

    fn value(&self, field: &Field, facts: &Facts) -> Value {
        let option = || field.options.first().map_or_else(String::new, |option| option.value.clone());
        match field.kind {
            FieldKind::Choice => Value::Text(option()),
            FieldKind::Choices => {
                Value::Many(field.options.iter().map(|option| option.value.clone()).collect())
            }
            FieldKind::YesNo => Value::text(self.yes_no),
            FieldKind::Date => Value::text("2027-10-13"),
            FieldKind::UseCases => {
                let cases = &self.definition.levels.as_ref().expect("levels").use_cases;
                Value::Many(cases.iter().map(|case| case.id.clone()).collect())
            }
            FieldKind::Vectors => {
                let proposal = levels::propose(self.definition, facts).expect("levels");
                Value::Many(proposal.requests.concat())
            }
            FieldKind::Scopes => {
                let scopes = self.definition.scopes.iter().filter(|scope| scope.mandatory);
                Value::Many(scopes.map(|scope| scope.id.clone()).collect())
            }
            FieldKind::Records => {
                let column =
                    |column: &toolkit::definition::Column| (column.id.clone(), "something".to_owned());
                Value::Records(vec![field.columns.iter().map(column).collect()])
            }
            _ => Value::text("something"),
        }
    }

    fn submit(&self, form: &FormId, facts: &mut Facts) {
        self.answer(form, facts);
        let accepted = self.definition.form(form).and_then(|form| form.reviewer.as_ref()).map(|_| at(2));
        let of_form = facts.answers.iter().filter(|(field, _)| field.form() == form.as_str());
        let answers = of_form.map(|(field, answer)| (field.clone(), answer.value.clone())).collect();
        facts.submissions.insert(form.clone(), Submission { submitted: at(1), accepted, answers });
    }

    fn decide(&self, decision: &DecisionId, facts: &mut Facts) {
        let outcome = &self.definition.decision(decision).expect("a decision").outcomes[0];
        let decided = Decided {
            outcome: outcome.id.clone(),
            passes: outcome.passes,
            ends: outcome.ends,
            reason: String::new(),
            missing: None,
            conditions: Vec::new(),
            meeting: None,
            definition: self.definition.digest.clone(),
            paper_sha256: None,
            mark: at(1),
        };
        facts.decisions.insert(decision.clone(), vec![decided]);
    }

    fn name(&self, facts: &mut Facts) {
        for need in &self.definition.plan.needs {
            let named =
                Named { name: "Ann".to_owned(), email: "ann@partner.example".to_owned(), mark: at(1) };
            facts.named.insert(need.id.clone(), named);
        }
    }

    fn plan(&self, facts: &mut Facts) {
        for milestone in &self.definition.plan.milestones {
            let date = "2027-10-13".parse().expect("a day");
            facts.plan.insert(milestone.id.clone(), Planned { date, reason: String::new(), mark: at(1) });
        }
    }
}

fn put(facts: &mut Facts, field: FieldId, value: Value) {
    facts.answers.insert(field, Answer { value, mark: at(1) });
}

/// Every form is somewhere in the process: a task, or what a call records, or the public check.
pub fn unused_forms<'d>(definition: &'d Definition) -> Vec<&'d Form> {
    let tasks = definition.tasks.iter().map(|task| serde_json::to_string(&task.does).expect("words"));
    let tasks: String = tasks.collect();
    let is_used = |form: &&'d Form| {
        let recorded = definition.calls.iter().any(|call| call.records.as_ref() == Some(&form.id));
        !recorded && !tasks.contains(&format!("\"{}\"", form.id))
    };
    definition.forms.iter().filter(is_used).collect()
}
