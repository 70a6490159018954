//! One mail: what happened, what waits for its reader and since when, one link, and why it came.

use onboarding::{Event, Recorded, history};
use store::queries::{integrations::Waiting, portal::products::Product};
use toolkit::{
    definition::Check,
    standing::{count, day, london, lower_first, moment},
};

use super::{
    News,
    circle::{Circle, Person},
    news,
    subject::subject,
    way::way_on,
};
use crate::{
    integrations::{People, call_file},
    messages::{Attachment, Block, Draft},
};

/// Longer lists are for the page.
const MOST_TURNS: usize = 8;

/// What a notice is written from.
pub(super) struct Scene<'c> {
    pub news: &'c News<'c>,
    pub product: &'c Product,
    pub people: People,
    pub portal_url: &'c str,
}

/// What one person is told of one change.
pub(super) struct Notice {
    pub subject: String,
    /// Without the words at its end.
    pub blocks: Vec<Block>,
    pub attachment: Option<Attachment>,
    /// Why it comes to this reader.
    reason: String,
}

impl Notice {
    pub fn of(scene: &Scene<'_>, circle: &Circle, person: &Person) -> Option<Self> {
        let news = scene.news;
        let heard: Vec<&Recorded> = news
            .recorded
            .iter()
            .filter(|recorded| news::concerns(&recorded.event, news, circle, person))
            .collect();
        let turns: Vec<&Waiting> = news
            .turns
            .iter()
            .copied()
            .filter(|one| circle.is_turn_of(person, &one.role, news.definition.side(&one.role)))
            .collect();
        let product = &scene.product.name;
        let subject = match (heard.first(), turns.first()) {
            (Some(recorded), _) => format!("{product}: {}", subject(news.definition, recorded)),
            (None, Some(turn)) => format!("Your turn at {product}: {}", title(news, turn)),
            (None, None) => return None,
        };
        let mut blocks = Vec::new();
        if !heard.is_empty() {
            blocks.push(Block::Heading("What happened".to_owned()));
            let people = scene.people.clone().seen_by(person.is_staff());
            blocks.extend(heard.iter().flat_map(|recorded| scene.told(recorded, &people)));
        }
        let way = heard.iter().rev().find_map(|recorded| way_on(&recorded.event, news, person));
        blocks.extend(way.as_ref().map(|way| Block::words(way.todo.clone())));
        blocks.extend(turn_blocks(scene, &turns));
        blocks.push(match way {
            Some(way) => scene.link_to(&way.words, &way.place),
            None => scene.link(),
        });
        let attachment = heard.iter().find_map(|recorded| scene.calendar(recorded));
        Some(Self { subject, blocks, attachment, reason: person.titles(news.definition) })
    }

    /// That something has waited for so many working days.
    pub fn reminder(scene: &Scene<'_>, person: &Person, turns: &[&Waiting], waited: u32) -> Option<Self> {
        let (news, product) = (scene.news, &scene.product.name);
        let subject = format!("Reminder for {product}: {}", title(news, turns.first()?));
        let days = count(waited as usize, "working day", "working days");
        let mut blocks = vec![Block::words(format!("This has waited for you for {days}."))];
        blocks.extend(turn_blocks(scene, turns));
        blocks.push(scene.link());
        Some(Self { subject, blocks, attachment: None, reason: person.titles(news.definition) })
    }

    /// The mail to this person.
    pub fn draft(self, person: &Person, portal_url: &str) -> Draft {
        let Self { subject, mut blocks, attachment, reason } = self;
        blocks.push(why(&reason, portal_url));
        Draft::mail(person.email.clone(), &subject, &blocks).with_attachment(attachment)
    }
}

/// The last of every mail.
pub(super) fn why(reason: &str, portal_url: &str) -> Block {
    Block::Small(format!(
        "You get this email because {reason}. To get fewer emails, all of a day in one, or none \
         while you are away, go to {portal_url}/notifications"
    ))
}

impl Scene<'_> {
    fn link(&self) -> Block {
        self.link_to(&format!("Open {}", self.product.name), "")
    }

    /// To a page below the integration's own, or to that.
    fn link_to(&self, words: &str, place: &str) -> Block {
        let integration = self.news.integration;
        let below = if place.is_empty() { String::new() } else { format!("/{place}") };
        Block::Link {
            words: format!("{words} ({})", integration.reference),
            address: format!("{}/integrations/{}{below}", self.portal_url, integration.id),
        }
    }

    // Who did what, in the history's words, and when. Of a date of the Board, the date is what counts.
    fn told(&self, recorded: &Recorded, people: &People) -> Vec<Block> {
        let definition = self.news.definition;
        let (who, at) = (people.name(&recorded.by), moment(recorded.at));
        let said = match &recorded.event {
            Event::Listed { decision, date, .. } => {
                let found = definition.decision(decision);
                let body = found.map_or("Board", |decision| definition.role_title(&decision.by));
                let title = found.map_or(decision.as_str(), |decision| &decision.title);
                format!("The {body} meets on {} and decides on “{title}”.", day(*date))
            }
            _ => format!("{who} {}", lower_first(&history::tell(definition, recorded))),
        };
        let mut told = vec![Block::words(format!("{said}\n{at}"))];
        let details = news::details(&recorded.event);
        if !details.is_empty() {
            told.push(Block::List(details));
        }
        told
    }

    fn calendar(&self, recorded: &Recorded) -> Option<Attachment> {
        let news = self.news;
        let (call, at) = match &recorded.event {
            Event::TimeChosen { call, time } => (call, *time),
            Event::CalledOff { call, .. } => (call, news.facts_before.calls.get(call)?.booked.as_ref()?.0),
            _ => return None,
        };
        let (call, record) = (news.definition.call(call)?, news.facts.calls.get(call)?);
        let (id, made_at) = (news.integration.id, recorded.at);
        let address = format!("{}/integrations/{id}", self.portal_url);
        Some(Attachment {
            name: format!("{}.ics", call.id),
            media_type: "text/calendar; charset=utf-8".to_owned(),
            content: call_file(news.definition, id, call, record, (at, made_at), &address),
        })
    }
}

fn turn_blocks(scene: &Scene<'_>, turns: &[&Waiting]) -> Vec<Block> {
    if turns.is_empty() {
        return Vec::new();
    }
    let mut items: Vec<String> =
        turns.iter().take(MOST_TURNS).map(|turn| turn_line(scene.news, turn)).collect();
    if turns.len() > MOST_TURNS {
        items.push(format!("And {} more.", turns.len() - MOST_TURNS));
    }
    vec![Block::Heading("It is your turn".to_owned()), Block::List(items)]
}

fn check<'n>(news: &News<'n>, turn: &Waiting) -> Option<&'n Check> {
    news.definition.check(&turn.check_id.parse().ok()?)
}

fn title<'t>(news: &News<'t>, turn: &'t Waiting) -> &'t str {
    check(news, turn).map_or(&turn.title, |check| &check.title)
}

// The standing's own words: what, why, what would move it, since when. How to fix a check is written for its owner.
fn turn_line(news: &News<'_>, turn: &Waiting) -> String {
    let fix =
        check(news, turn).filter(|check| check.owner == turn.role).map(|check| format!(" {}", check.fix));
    let since = day(turn.since.to_zoned(london()).date());
    format!("{}: {}{} Since {since}.", title(news, turn), turn.because, fix.unwrap_or_default())
}
