//! How one integration came to where it stands: what its people do next, and when.

use jiff::{ToSpan, civil::Date};
use kernel::{Random, SeededRandom, SignedDuration, Timestamp};
use onboarding::{
    Command,
    command::NewDecision,
    letter::{self, Written},
    rehearsal::{Meeting, Next, Player},
};
use toolkit::{
    CheckId, DecisionId, Definition, Facts, Standing,
    definition::Side,
    facts::{About, Condition},
    standing::{GateStanding, With, london},
};

use super::{
    Window,
    diary::Diary,
    morning,
    people::{Cast, House},
    words::Pen,
};
use crate::{
    Actor, Context,
    integrations::{By, Opened, Step},
};

/// How a story ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It waits for one side.
    With(With),
    /// A reviewer has asked about an answer.
    Questioned,
    /// A file was refused.
    Refused,
    /// The Board asked for something that is missing.
    Deferred,
    Paused,
    Withdrawn,
    /// A check is waived for a time.
    Waived,
    /// A waiver is asked for and nobody has said yes or no.
    WaiverAsked,
    /// All stages are over.
    Done,
}

use Ending::{Deferred, Done, Paused, Questioned, Refused, Waived, WaiverAsked, Withdrawn};

const PARTNER: Ending = Ending::With(With::Partner);
const SERVICE: Ending = Ending::With(With::Service);

/// How each of twenty ends, and after how many hundredths of its gates. The first twelve are on the newest edition, the next five on
/// the one before, the last three on the one before that.
const PLOTS: [(Ending, usize); 20] = [
    (SERVICE, 0),
    (PARTNER, 10),
    (Questioned, 0),
    (SERVICE, 30),
    (Deferred, 15),
    (PARTNER, 40),
    (Refused, 55),
    (Paused, 35),
    (PARTNER, 60),
    (SERVICE, 75),
    (Waived, 50),
    (Done, 100),
    (PARTNER, 65),
    (Withdrawn, 30),
    (Done, 100),
    (WaiverAsked, 55),
    (Refused, 50),
    (Done, 100),
    (Paused, 60),
    (PARTNER, 80),
];
const ON_NEWEST: usize = 12;
const ON_THE_ONE_BEFORE: usize = 17;

/// When it begins, where it is to come to, and when something last happens, as far as its course lets it.
#[derive(Clone, Copy, Debug)]
pub struct Plot {
    pub begins: Timestamp,
    until: Timestamp,
    ending: Ending,
    hundredths: usize,
}

impl Plot {
    pub fn of(number: usize, editions: &[Window], now: Timestamp, random: &SeededRandom) -> Self {
        let place = number % PLOTS.len();
        let (ending, hundredths) = PLOTS[place];
        let back = usize::from(place >= ON_NEWEST) + usize::from(place >= ON_THE_ONE_BEFORE);
        let window = &editions[(editions.len() - 1).saturating_sub(back)];
        // From some weeks to eight months of work, and the last of it in the last weeks.
        let took = days(14 + hundredths * 2 + below(random, 45));
        let quiet = if ending == Done { below(random, 150) } else { 1 + below(random, 24) };
        let until = now - days(quiet) - SignedDuration::from_hours(2);
        let begins = if back == 0 {
            (until - took).clamp(window.opens, window.closes)
        } else {
            // Any day on which that edition was the newest.
            let span = window.closes.duration_since(window.opens).as_hours();
            let span = usize::try_from(span).unwrap_or_default();
            window.opens + SignedDuration::from_hours(i64::try_from(below(random, span)).unwrap_or_default())
        };
        let at = begins.to_zoned(london());
        let minute = 9 * 60 + i64::try_from(below(random, 400)).unwrap_or_default();
        let begins = working(&window.definition, at.date(), minute);
        // Of an edition that is older, the work was done long ago or takes long.
        let is_long_over = back > 0 && matches!(ending, Done | Paused | Withdrawn);
        let until = if is_long_over { begins + took } else { until };
        Self { begins, until, ending, hundredths }
    }
}

fn days(count: usize) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::try_from(count).unwrap_or_default())
}

fn below(random: &SeededRandom, most: usize) -> usize {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    let drawn = u64::from_le_bytes(bytes) % u64::try_from(most.max(1)).unwrap_or(1);
    usize::try_from(drawn).unwrap_or_default()
}

/// So many minutes into a day, or into the next day on which people work.
fn working(definition: &Definition, date: Date, minute: i64) -> Timestamp {
    let calendar = &definition.calendar;
    let day = if calendar.is_working_day(date) { date } else { calendar.add_working_days(date, 1) };
    let start = day.at(0, 0, 0, 0).to_zoned(london()).map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp());
    start + SignedDuration::from_mins(minute)
}

/// An integration that goes its way.
pub struct Story {
    plot: Plot,
    house: House,
    service: Cast,
    pen: Pen,
    /// As it began.
    opened: Opened,
    /// A decision of the Board that waits for its letter.
    letter_due: Option<DecisionId>,
    number: usize,
    at: Timestamp,
    /// Nothing happens after this.
    limit: Timestamp,
    diary: Diary,
    ctx: Context,
    taken_on: bool,
    is_over: bool,
    /// Of answers that follow each other: nothing is decided between them.
    is_in_the_middle: bool,
    steps: usize,
}

/// More than any history has.
const MOST_STEPS: usize = 2_000;

impl Story {
    pub fn new(
        ctx: &Context,
        plot: Plot,
        (house, service): (&House, &Cast),
        (pen, opened): (Pen, Opened),
        diary: Diary,
        now: Timestamp,
    ) -> Self {
        Self {
            plot,
            house: house.clone(),
            service: service.clone(),
            number: pen.number,
            pen,
            opened,
            letter_due: None,
            at: plot.begins,
            limit: now - SignedDuration::from_hours(2),
            diary,
            ctx: ctx.clone(),
            taken_on: false,
            is_over: false,
            is_in_the_middle: false,
            steps: 0,
        }
    }

    /// The next thing that somebody does; none where the story ends.
    pub fn next(&mut self, definition: &Definition, facts: &Facts) -> Option<Step> {
        self.steps += 1;
        if facts.hold.is_none()
            && let Some(letter) = self.letter(definition, facts)
        {
            return self.step(definition, "board-secretary", letter);
        }
        if self.is_over || self.steps > MOST_STEPS || facts.hold.is_some() {
            return None;
        }
        if !self.taken_on && facts.touched.position > 1 {
            return self.take_on(definition);
        }
        if let Some(met) = self.condition_met(facts) {
            return self.step(definition, "board-secretary", met);
        }
        if !self.is_in_the_middle
            && !self.is_before_the_board(facts)
            && self.has_come_far_enough(definition, facts)
            && let Some(end) = self.end(definition, facts)
        {
            return end;
        }
        let (role, command) = self.proposed(definition, facts)?;
        let (role, command) = self.turned(definition, facts, role, command);
        self.step(definition, &role, command)
    }

    fn letter(&mut self, definition: &Definition, facts: &Facts) -> Option<Command> {
        let decision = self.letter_due.take()?;
        let about = letter::About {
            product: &self.opened.product.name,
            organisation: &self.opened.organisation.name,
            reference: &self.opened.reference,
        };
        let Written { letter, subject, body } = letter::write(definition, facts, &decision, about)?;
        Some(Command::IssueLetter { decision, letter, subject, body })
    }

    // Every other partner shows in time what it was approved on condition of.
    fn condition_met(&self, facts: &Facts) -> Option<Command> {
        if self.is_in_the_middle || self.number.is_multiple_of(2) {
            return None;
        }
        let today = self.at.to_zoned(london()).date();
        let is_near = |due: Date| due.saturating_sub(14.days()) <= today;
        let last = facts.decisions.iter().filter_map(|(decision, all)| Some((decision, all.last()?)));
        let open = last.flat_map(|(decision, last)| {
            (1..).zip(&last.conditions).map(move |(number, held_to)| (decision, number, held_to))
        });
        let mut open = open.filter(|(.., held_to)| held_to.closed.is_none() && is_near(held_to.due()));
        let (decision, condition, _) = open.next()?;
        let seen = "The signed letter, which the project manager sent to all members.".to_owned();
        Some(Command::CloseCondition { decision: decision.clone(), condition, seen, file: None })
    }

    // What is on an agenda of a meeting that is over was decided there.
    fn is_before_the_board(&self, facts: &Facts) -> bool {
        let today = self.limit.to_zoned(london()).date();
        facts.listed.values().any(|listed| listed.date < today)
    }

    // A project manager takes it on once the partner has begun.
    fn take_on(&mut self, definition: &Definition) -> Option<Step> {
        self.taken_on = true;
        let manager = self.service.find("project-manager", self.number);
        let project_manager = manager.map(|id| id.to_string()).unwrap_or_default();
        self.step(definition, "project-manager", Command::Assign { project_manager })
    }

    fn has_come_far_enough(&self, definition: &Definition, facts: &Facts) -> bool {
        let standing = Standing::of(definition, facts, self.at);
        let applying = standing.gates.iter().filter(|gate| gate.applies);
        let (met, all) =
            applying.fold((0, 0), |(met, all), gate| (met + usize::from(gate.is_met()), all + 1));
        met * 100 >= self.plot.hundredths * all
    }

    /// What happens last, if that is now: an answer of none within ends the story without another step.
    #[expect(clippy::option_option, reason = "outside: is this the end; inside: with a last step or without")]
    fn end(&mut self, definition: &Definition, facts: &Facts) -> Option<Option<Step>> {
        let standing = Standing::of(definition, facts, self.at);
        let last = match self.plot.ending {
            Ending::With(with) => return (standing.turn.with() == with).then_some(None),
            Paused => {
                let reason = "The delivery team works on another release until the summer.".to_owned();
                ("delivery-manager", Command::Pause { reason })
            }
            Withdrawn => {
                let reason = "The product will not be built: its commissioner has chosen another.".to_owned();
                ("delivery-manager", Command::Withdraw { reason })
            }
            Waived | WaiverAsked => {
                let asked = facts.waivers_asked.keys().next().cloned();
                return self.waive(definition, &standing, asked);
            }
            Questioned | Refused | Deferred | Done => return None,
        };
        self.is_over = true;
        self.pass(definition, false);
        Some(self.step(definition, last.0, last.1))
    }

    #[expect(clippy::option_option, reason = "as in `end`")]
    fn waive(
        &mut self,
        definition: &Definition,
        standing: &Standing<'_>,
        asked: Option<CheckId>,
    ) -> Option<Option<Step>> {
        if let Some(check) = asked {
            self.is_over = true;
            let until = self.at.to_zoned(london()).date().saturating_add(180.days());
            return Some(self.step(definition, "board-member", Command::GrantWaiver { check, until }));
        }
        let gates = standing.gates.iter().filter(|gate| gate.applies);
        let check =
            gates.flat_map(GateStanding::unmet).find(|finding| finding.check.can_waive)?.check.id.clone();
        self.is_over = self.plot.ending == WaiverAsked;
        let reason = "The supplier of the test can start only in six weeks, and nothing has changed since the last one.".to_owned();
        let control =
            "The service stays with its pilot practices, and the last report is on file.".to_owned();
        Some(self.step(definition, "project-manager", Command::AskWaiver { check, reason, control }))
    }

    /// What somebody would do next who does what they are asked, at the time at which they can.
    fn proposed(&mut self, definition: &Definition, facts: &Facts) -> Option<(String, Command)> {
        let meeting = self.meeting(definition);
        let player = Player { definition, words: &self.pen, meeting: &meeting };
        for _ in 0..20 {
            match player.next(facts, self.at) {
                Next::Act { role, command } => return Some((role, command)),
                Next::Wait(until) => self.at = until.max(self.at),
                Next::Done | Next::Stuck(_) | Next::Stopped => return None,
            }
        }
        None
    }

    /// The next meeting of the Board.
    fn meeting(&self, definition: &Definition) -> Meeting {
        let today = self.at.to_zoned(london()).date();
        let regular = definition.calendar.next_board_date(today.saturating_add(5.days()));
        let date = regular.unwrap_or_else(|| definition.calendar.add_working_days(today, 10));
        Meeting { id: self.diary.meeting(&self.ctx, date), date }
    }

    /// The same, or what happens in its place: a question, a refusal, a deferral; now and then on the way, and as an end.
    fn turned(
        &mut self,
        definition: &Definition,
        facts: &Facts,
        role: String,
        command: Command,
    ) -> (String, Command) {
        let ends = |ending: Ending| self.plot.ending == ending && self.has_come_far_enough(definition, facts);
        match command {
            Command::Accept { ref form } => {
                let is_asked = ends(Questioned);
                if !is_asked && !self.happens(6) {
                    return (role, command);
                }
                let answered = facts.answers.keys().find(|field| field.form() == form.as_str());
                let is_new = facts.open_questions(form).next().is_none()
                    && facts.questions.iter().all(|asked| match &asked.about {
                        About::Field(field) => field.form() != form.as_str(),
                        About::Evidence(_) | About::Decision(_) => true,
                    });
                let Some(field) = answered.filter(|_| is_new) else { return (role, command) };
                self.is_over = is_asked;
                let text =
                    "Can you say more about this? We could not tell from the answer who is responsible.";
                (role, Command::Ask { about: About::Field(field.clone()), to: None, text: text.to_owned() })
            }
            Command::AcceptEvidence { ref slot, ref document } => {
                let is_refused = ends(Refused);
                if !is_refused && !self.happens(9) {
                    return (role, command);
                }
                self.is_over = is_refused;
                let reason =
                    "The file is of an earlier version of the product. Add the one for the current version.";
                let (slot, document) = (slot.clone(), document.clone());
                (role, Command::RefuseEvidence { slot, document, reason: reason.to_owned() })
            }
            Command::Decide(new) => {
                // Whatever the Board decides first is where this story ends.
                let is_deferred = self.plot.ending == Deferred;
                self.decided(definition, facts, role, new, is_deferred)
            }
            other => (role, other),
        }
    }

    // The Board decides on its day.
    fn decided(
        &mut self,
        definition: &Definition,
        facts: &Facts,
        role: String,
        new: NewDecision,
        is_deferred: bool,
    ) -> (String, Command) {
        let Some(decision) = definition.decision(&new.decision) else { return (role, Command::Decide(new)) };
        if definition.side(&decision.by) == Side::Partner {
            return (role, Command::Decide(new));
        }
        let mut new = new;
        if let Some(listed) = facts.listed.get(&new.decision) {
            self.at = self.at.max(morning(listed.date));
            let opened = Opened { facts: facts.clone(), ..self.opened.clone() };
            new.paper_sha256 = Some(self.diary.seal(listed.date, opened, decision));
        }
        self.letter_due = Some(new.decision.clone());
        let deferral = decision.outcomes.iter().find(|outcome| !outcome.passes && !outcome.ends);
        let was_deferred = facts.decisions.contains_key(&new.decision);
        let Some(deferral) = deferral.filter(|_| !was_deferred && (is_deferred || self.happens(8))) else {
            if self.number.is_multiple_of(3) {
                new.conditions.push(self.condition());
            }
            return (role, Command::Decide(new));
        };
        self.is_over = is_deferred;
        let missing = Some("The commissioner's letter for the second region".to_owned());
        let reason = deferral.reasons.first().cloned().unwrap_or_else(|| deferral.title.clone());
        (role, Command::Decide(NewDecision { outcome: deferral.id.clone(), reason, missing, ..new }))
    }

    fn condition(&self) -> Condition {
        let text = "Show the commissioner's signed letter for every region in which the service is offered.";
        let due = self.at.to_zoned(london()).date().saturating_add(60.days());
        Condition { text: text.to_owned(), owner: self.opened.organisation.name.clone(), due }
    }

    /// One time in so many.
    fn happens(&self, one_in: usize) -> bool {
        self.pen.below(one_in) == 0
    }

    /// The step, when its turn has come; none where that would be after today.
    fn step(&mut self, definition: &Definition, role: &str, command: Command) -> Option<Step> {
        let at = self.at;
        if at > self.limit {
            return None;
        }
        let by = self.house.player(&self.service, role, self.number);
        let document = match (&command, by) {
            (Command::AddEvidence(_), By::Actor(Actor::User(user))) => self.pen.take(user.uuid(), at),
            _ => None,
        };
        if let Command::List { decision, date, .. } = &command {
            self.diary.list(*date, self.pen.integration, decision, at);
        }
        let is_one_of_many = matches!(
            command,
            Command::Answer { .. } | Command::Name { .. } | Command::Observe { .. } | Command::LookUp { .. }
        );
        self.is_in_the_middle = is_one_of_many;
        self.pass(definition, is_one_of_many);
        Some(Step { by, at, command, document })
    }

    /// Time passes: minutes from answer to answer, days from one side to the other, and nobody works at night.
    fn pass(&mut self, definition: &Definition, is_one_of_many: bool) {
        let gap = if is_one_of_many {
            SignedDuration::from_mins(1 + i64::try_from(self.pen.below(4)).unwrap_or_default())
        } else {
            // Tasks take about two turns each; what is left of the time is shared among what is left of them.
            let left =
                (definition.tasks.len() * 2 * self.plot.hundredths / 100).saturating_sub(self.steps / 3);
            let share =
                self.plot.until.duration_since(self.at).as_hours() / i64::try_from(left.max(4)).unwrap_or(4);
            let share = share.clamp(1, 24 * 12);
            let drawn = i64::try_from(30 + self.pen.below(140)).unwrap_or(100);
            SignedDuration::from_mins((share * 60 * drawn / 100).max(20))
        };
        let next = (self.at + gap).to_zoned(london());
        let minute = i64::from(next.hour()) * 60 + i64::from(next.minute());
        let is_working =
            definition.calendar.is_working_day(next.date()) && (9 * 60..17 * 60).contains(&minute);
        self.at = if is_working {
            next.timestamp()
        } else {
            let late = i64::try_from(self.pen.below(180)).unwrap_or_default();
            let date = if minute >= 17 * 60 { next.date().saturating_add(1.day()) } else { next.date() };
            working(definition, date, 9 * 60 + late)
        };
    }
}
