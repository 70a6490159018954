//! Photo identity: what somebody shows of themselves, and what a reviewer, or in a test environment the name of a file, says of it.
//!
//! It looks at no picture and knows nobody.

use serde::{Deserialize, Serialize};

/// The document with the photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhotoDocument {
    Passport,
    DrivingLicence,
    IdentityCard,
}

/// How somebody shows their face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// One photo of the face.
    FaceScan,
    /// A film in which they say these numbers, which nobody could have filmed before.
    Video { numbers: String },
}

/// How many numbers somebody says in a video.
pub const SPOKEN_NUMBERS: usize = 4;

impl PhotoDocument {
    pub const ALL: [Self; 3] = [Self::Passport, Self::DrivingLicence, Self::IdentityCard];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::DrivingLicence => "driving-licence",
            Self::IdentityCard => "identity-card",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Passport => "Passport",
            Self::DrivingLicence => "UK driving licence",
            Self::IdentityCard => "European identity card",
        }
    }

    /// Within a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::DrivingLicence => "UK driving licence",
            Self::IdentityCard => "European identity card",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.name() == name)
    }
}

/// What somebody who has looked says. Each but the first is a reason, which the person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Approved,
    OtherFace,
    OtherDetails,
    NotAccepted,
    NotGenuine,
    Unreadable,
    FaceUnclear,
    NumbersNotSaid,
}

/// What a verdict leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person is who they say: P9.
    Approved,
    Refused,
    /// What was sent cannot be judged: the person is asked to send it again.
    AskedAgain,
}

impl Verdict {
    pub const ALL: [Self; 8] = [
        Self::Approved,
        Self::OtherFace,
        Self::OtherDetails,
        Self::NotAccepted,
        Self::NotGenuine,
        Self::Unreadable,
        Self::FaceUnclear,
        Self::NumbersNotSaid,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::OtherFace => "other-face",
            Self::OtherDetails => "other-details",
            Self::NotAccepted => "not-accepted",
            Self::NotGenuine => "not-genuine",
            Self::Unreadable => "unreadable",
            Self::FaceUnclear => "face-unclear",
            Self::NumbersNotSaid => "numbers-not-said",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Approved => Outcome::Approved,
            Self::OtherFace | Self::OtherDetails | Self::NotAccepted | Self::NotGenuine => Outcome::Refused,
            Self::Unreadable | Self::FaceUnclear | Self::NumbersNotSaid => Outcome::AskedAgain,
        }
    }

    /// Whether it can be said of what was sent: nobody says numbers in a photo.
    pub const fn fits(self, likeness: &Likeness) -> bool {
        !matches!((self, likeness), (Self::NumbersNotSaid, Likeness::FaceScan))
    }

    /// The reason, in a sentence for the person.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Approved => {
                "Your face is the one on your photo ID, and your photo ID has the details of your NHS record."
            }
            Self::OtherFace => "The face that we saw is not the one on the photo ID.",
            Self::OtherDetails => {
                "The name or the date of birth on the photo ID is not the one in your NHS record."
            }
            Self::NotAccepted => "The photo ID is out of date, or is not one that we accept.",
            Self::NotGenuine => "We could not confirm that the photo ID is a real one.",
            Self::Unreadable => {
                "We could not read the photo ID. All of it must be in the photo, in focus and without glare."
            }
            Self::FaceUnclear => {
                "We could not see your face clearly. Sit in a well-lit place and look straight at the camera."
            }
            Self::NumbersNotSaid => "We could not hear you say the numbers in the video.",
        }
    }

    /// The rule of a test environment: a file that is called like a verdict, such as `other-face.jpg`, gets it. Any other waits for a
    /// person.
    pub fn by_name_of(file: &str, likeness: &Likeness) -> Option<Self> {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        Self::named(&stem.to_ascii_lowercase()).filter(|verdict| verdict.fits(likeness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_again_and_is_the_one_that_is_kept() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::named(verdict.name()), Some(verdict));
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.name());
        }
        for document in PhotoDocument::ALL {
            assert_eq!(PhotoDocument::named(document.name()), Some(document));
            assert_eq!(serde_json::to_value(document).unwrap(), document.name());
        }
    }

    #[test]
    fn the_name_of_a_file_decides_where_it_is_a_verdict_that_can_be_said_of_it() {
        let video = Likeness::Video { numbers: "4821".into() };
        let decided = |file: &str, likeness: &Likeness| Verdict::by_name_of(file, likeness);
        assert_eq!(decided("Approved.JPG", &Likeness::FaceScan), Some(Verdict::Approved));
        assert_eq!(decided("other-face.png", &video), Some(Verdict::OtherFace));
        assert_eq!(decided("numbers-not-said.jpg", &video), Some(Verdict::NumbersNotSaid));
        assert_eq!(decided("numbers-not-said.jpg", &Likeness::FaceScan), None);
        for other in ["passport.jpg", "approved-not.jpg", "", ".jpg", "approved.tar.gz"] {
            assert_eq!(decided(other, &video), None, "{other}");
        }
    }
}
