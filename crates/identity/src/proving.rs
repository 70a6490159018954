//! Proving who you are: what a person has said of themselves so far, and what each way to a higher level asks first.

use kernel::{Date, NhsNumber};
use serde::{Deserialize, Serialize};

use crate::{
    ProofingLevel,
    demographics::{Claim, Postcode},
    photo_identity::{Likeness, PhotoDocument},
};

/// What somebody has said of themselves so far in one journey. It is kept with the journey, and goes with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Whether they know their NHS number, and what it is.
    number: Option<Number>,
    name: Option<Name>,
    birthdate: Option<Date>,
    postcode: Option<Postcode>,
    /// Which photo ID they want to show, and how their face.
    document: Option<PhotoDocument>,
    likeness: Option<Likeness>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Number {
    /// They say that they know it.
    Promised,
    Given(NhsNumber),
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub given: String,
    pub family: String,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    NumberKnown(bool),
    NhsNumber(NhsNumber),
    Name(Name),
    Birthdate(Date),
    Postcode(Postcode),
    Document(PhotoDocument),
    Likeness(Likeness),
}

/// What is asked for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    NumberKnown,
    NhsNumber,
    Name,
    Birthdate,
    Postcode,
}

impl Answers {
    #[must_use]
    pub fn with(mut self, answer: Answer) -> Self {
        match answer {
            Answer::NumberKnown(true) => {
                self.number = Some(match self.number {
                    Some(Number::Given(number)) => Number::Given(number),
                    _ => Number::Promised,
                });
            }
            Answer::NumberKnown(false) => self.number = Some(Number::Unknown),
            Answer::NhsNumber(number) => self.number = Some(Number::Given(number)),
            Answer::Name(name) => self.name = Some(name),
            Answer::Birthdate(date) => self.birthdate = Some(date),
            Answer::Postcode(postcode) => self.postcode = Some(postcode),
            Answer::Document(document) => self.document = Some(document),
            Answer::Likeness(likeness) => self.likeness = Some(likeness),
        }
        self
    }

    pub fn nhs_number(&self) -> Option<NhsNumber> {
        match self.number {
            Some(Number::Given(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether they said that they know their NHS number.
    pub fn knows_number(&self) -> Option<bool> {
        self.number.map(|number| number != Number::Unknown)
    }

    /// The name counts only where there is no number.
    pub fn name(&self) -> Option<&Name> {
        self.name.as_ref().filter(|_| self.number == Some(Number::Unknown))
    }

    pub fn birthdate(&self) -> Option<Date> {
        self.birthdate
    }

    pub fn postcode(&self) -> Option<&Postcode> {
        self.postcode.as_ref()
    }

    pub fn document(&self) -> Option<PhotoDocument> {
        self.document
    }

    pub fn likeness(&self) -> Option<&Likeness> {
        self.likeness.as_ref()
    }

    /// What a demographics service is asked, or what is missing to it.
    pub fn claim(&self) -> Result<Claim, Missing> {
        let number = self.number.ok_or(Missing::NumberKnown)?;
        let name = match number {
            Number::Promised => return Err(Missing::NhsNumber),
            Number::Unknown => Some(self.name.clone().ok_or(Missing::Name)?),
            Number::Given(_) => None,
        };
        let birthdate = self.birthdate.ok_or(Missing::Birthdate)?;
        let postcode = self.postcode.clone().ok_or(Missing::Postcode)?;
        Ok(match (number, name) {
            (Number::Given(nhs_number), _) => Claim::Number { nhs_number, birthdate, postcode },
            (_, name) => {
                let Name { given: given_name, family: family_name } = name.ok_or(Missing::Name)?;
                Claim::Name { given_name, family_name, birthdate, postcode }
            }
        })
    }
}

/// Where somebody begins who has to go from one level to another: details are matched before anything is compared with a person.
pub const fn begins_with_details(from: ProofingLevel) -> bool {
    matches!(from, ProofingLevel::P0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> NhsNumber {
        NhsNumber::with_check_digit(999_000_002).unwrap()
    }

    fn postcode() -> Postcode {
        "ZZ99 9ZZ".parse().unwrap()
    }

    fn name() -> Name {
        Name { given: "Sian".into(), family: "O'Driscoll".into() }
    }

    const BORN: Date = Date::constant(2008, 2, 29);

    #[test]
    fn each_missing_answer_is_asked_for_in_turn() {
        let mut answers = Answers::default();
        let way = [
            (Missing::NumberKnown, Answer::NumberKnown(true)),
            (Missing::NhsNumber, Answer::NhsNumber(number())),
            (Missing::Birthdate, Answer::Birthdate(BORN)),
            (Missing::Postcode, Answer::Postcode(postcode())),
        ];
        for (missing, answer) in way {
            assert_eq!(answers.claim(), Err(missing));
            answers = answers.with(answer);
        }
        let claim = Claim::Number { nhs_number: number(), birthdate: BORN, postcode: postcode() };
        assert_eq!(answers.claim(), Ok(claim));
    }

    #[test]
    fn whoever_changes_their_mind_about_the_number_is_looked_for_by_name() {
        let given = [Answer::NhsNumber(number()), Answer::Birthdate(BORN), Answer::Postcode(postcode())];
        let answers = given.into_iter().fold(Answers::default(), Answers::with);
        let unsure = answers.with(Answer::NumberKnown(false));
        assert_eq!((unsure.nhs_number(), unsure.claim()), (None, Err(Missing::Name)));
        let named = unsure.with(Answer::Name(name()));
        assert!(matches!(named.claim(), Ok(Claim::Name { .. })));
        // And back: the name stays, and is not used.
        let sure = named.with(Answer::NumberKnown(true));
        assert_eq!((sure.name(), sure.claim()), (None, Err(Missing::NhsNumber)));
    }

    #[test]
    fn a_journey_that_was_put_away_comes_back_with_its_answers() {
        let answers = Answers::default().with(Answer::NumberKnown(false)).with(Answer::Name(name()));
        let text = serde_json::to_string(&answers).unwrap();
        assert_eq!(serde_json::from_str::<Answers>(&text).unwrap(), answers);
    }
}
