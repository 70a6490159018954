//! The screens on which people prove who they are. In an environment without records to compare with they can be
//! explored to their end, every answer is checked as it would be, and nothing is kept.
//!
//! Which screen follows which is [`Screen::next`]; what an answer must look like is in `answers`, how a screen looks in
//! `controls` and `page`.

pub(super) mod answers;
mod controls;
mod ending;
mod page;
mod sent;

use app::journey::proving::photo_id::Way;
use identity::{ProofingLevel, account::GpCredentials, proving::Answer};
use kernel::{Date, OdsCode};
use web_kit::{FieldErrors, FormData};

pub use answers::Numbers;
pub use ending::{Ending, EndingPage};
pub use page::{ProvingFrame, ProvingPage};
pub use sent::PhotoIdSent;

const ROOT: &str = "/prove-identity";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Start,
    NhsNumberKnown,
    NhsNumber,
    Name,
    DateOfBirth,
    Postcode,
    Check,
    Method,
    PatientOnline,
    PhotoId,
    PhotoIdDocument,
    PhotoIdFace,
    PhotoIdUpload,
    MobileMatch,
    /// Where all ways end.
    Unavailable,
}

struct Description {
    screen: Screen,
    path: &'static str,
    title: &'static str,
    back: Option<Screen>,
}

const fn screen(
    screen: Screen,
    path: &'static str,
    title: &'static str,
    back: Option<Screen>,
) -> Description {
    Description { screen, path, title, back }
}

use Screen::{
    Check, DateOfBirth, Method, MobileMatch, Name, NhsNumber, NhsNumberKnown, PatientOnline, PhotoId,
    PhotoIdDocument, PhotoIdFace, PhotoIdUpload, Postcode, Start, Unavailable,
};

/// In the order of the enum.
#[rustfmt::skip]
const SCREENS: [Description; 15] = [
    screen(Start, "/prove-identity", "Prove who you are", None),
    screen(NhsNumberKnown, "/prove-identity/nhs-number-known", "Do you know your NHS number?", Some(Start)),
    screen(NhsNumber, "/prove-identity/nhs-number", "What is your NHS number?", Some(NhsNumberKnown)),
    screen(Name, "/prove-identity/name", "What is your name?", Some(NhsNumberKnown)),
    screen(DateOfBirth, "/prove-identity/date-of-birth", "What is your date of birth?", Some(NhsNumberKnown)),
    screen(Postcode, "/prove-identity/postcode", "What is your postcode?", Some(DateOfBirth)),
    screen(Check, "/prove-identity/check", "Check your answers", Some(Postcode)),
    screen(Method, "/prove-identity/method", "How do you want to prove who you are?", Some(Start)),
    screen(PatientOnline, "/prove-identity/patient-online", "Use your GP surgery’s registration details", Some(Method)),
    screen(PhotoId, "/prove-identity/photo-id", "Use photo ID and your face", Some(Method)),
    screen(PhotoIdDocument, "/prove-identity/photo-id/document", "Which photo ID do you want to use?", Some(PhotoId)),
    screen(PhotoIdFace, "/prove-identity/photo-id/face", "How do you want to show your face?", Some(PhotoIdDocument)),
    screen(PhotoIdUpload, "/prove-identity/photo-id/upload", "Send your photo ID and your face", Some(PhotoIdFace)),
    screen(MobileMatch, "/prove-identity/mobile-match", "Use your mobile phone number", Some(Method)),
    screen(Unavailable, "/prove-identity/unavailable", "You cannot prove who you are in this environment", None),
];

impl Screen {
    pub fn all() -> impl Iterator<Item = Self> {
        SCREENS.iter().map(|description| description.screen)
    }

    pub fn path(self) -> &'static str {
        self.description().path
    }

    /// `rest` is what follows `/prove-identity`, with or without slashes around it.
    pub fn from_path(rest: &str) -> Option<Self> {
        let rest = rest.trim_matches('/');
        let is_at = |path: &str| path[ROOT.len()..].trim_start_matches('/') == rest;
        SCREENS.iter().find(|description| is_at(description.path)).map(|description| description.screen)
    }

    fn title(self) -> &'static str {
        self.description().title
    }

    fn back(self) -> Option<Self> {
        self.description().back
    }

    fn description(self) -> &'static Description {
        &SCREENS[self as usize]
    }

    /// What a filled-in screen says of the person, where it asks for that.
    pub fn answer(
        self,
        form: &FormData,
        numbers: Numbers,
        today: Date,
    ) -> Result<Option<Answer>, FieldErrors> {
        Ok(match self {
            NhsNumberKnown => Some(Answer::NumberKnown(answers::nhs_number_known(form)? == NhsNumber)),
            NhsNumber => Some(Answer::NhsNumber(answers::nhs_number(form, numbers)?)),
            Name => Some(Answer::Name(answers::name(form)?)),
            DateOfBirth => Some(Answer::Birthdate(answers::date_of_birth(form, today)?)),
            Postcode => Some(Answer::Postcode(answers::postcode(form)?)),
            PhotoIdDocument => Some(Answer::Document(answers::document(form)?)),
            _ => None,
        })
    }

    /// What a surgery gave somebody, as the screen for it was filled in.
    pub fn surgery_details(form: &FormData) -> Result<(OdsCode, GpCredentials), FieldErrors> {
        answers::patient_online(form)
    }

    /// How somebody chose to show their face.
    pub fn way_of_face(form: &FormData) -> Result<Way, FieldErrors> {
        answers::face(form)
    }

    /// The screen after this one, once its answer is kept.
    #[must_use]
    pub fn next_of(self, answer: &Answer) -> Self {
        match answer {
            Answer::NumberKnown(true) => NhsNumber,
            Answer::NumberKnown(false) => Name,
            Answer::NhsNumber(_) | Answer::Name(_) => DateOfBirth,
            Answer::Birthdate(_) => Postcode,
            Answer::Postcode(_) => Check,
            Answer::Document(_) => PhotoIdFace,
            Answer::Likeness(_) => PhotoIdUpload,
        }
    }

    /// The screen after this one, when its answers are as they must be. `to` is the level that is aimed at.
    pub fn next(self, to: ProofingLevel, form: &FormData, today: Date) -> Result<Self, FieldErrors> {
        match self {
            Start if to == ProofingLevel::P9 => Ok(Method),
            Start => Ok(NhsNumberKnown),
            NhsNumberKnown => answers::nhs_number_known(form),
            NhsNumber => answers::nhs_number(form, Numbers::OfTestPeople).map(|_| DateOfBirth),
            Name => answers::name(form).map(|_| DateOfBirth),
            DateOfBirth => answers::date_of_birth(form, today).map(|_| Postcode),
            Postcode => answers::postcode(form).map(|_| Check),
            Method => answers::method(form),
            PatientOnline => answers::patient_online(form).map(|_| Unavailable),
            PhotoId => Ok(PhotoIdDocument),
            PhotoIdDocument => answers::document(form).map(|_| PhotoIdFace),
            PhotoIdFace => answers::face(form).map(|_| PhotoIdUpload),
            Check | PhotoIdUpload | MobileMatch | Unavailable => Ok(Unavailable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 8, 1);

    /// Where filled-in forms lead from the start, until the end.
    fn walk(to: ProofingLevel, forms: &[&str]) -> Vec<Screen> {
        let mut screens = vec![Start];
        for form in forms {
            let here = screens[screens.len() - 1];
            let next = here.next(to, &FormData::parse(form.as_bytes()), TODAY);
            screens.push(next.unwrap_or_else(|errors| panic!("{here:?} refused {form}: {errors:?}")));
        }
        screens
    }

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, screen) in Screen::all().enumerate() {
            assert_eq!(index, screen as usize);
        }
    }

    #[test]
    fn every_screen_is_found_by_its_path() {
        for screen in Screen::all() {
            assert_eq!(Screen::from_path(screen.path().strip_prefix(ROOT).unwrap()), Some(screen));
        }
        assert_eq!(Screen::from_path("photo-id/document/"), Some(PhotoIdDocument));
        assert_eq!(Screen::from_path("leave"), None);
        assert_eq!(Screen::from_path("photo-id/nothing"), None);
    }

    #[test]
    fn details_are_asked_for_p5_with_or_without_the_nhs_number() {
        let born = "day=29&month=2&year=2008";
        let with_number =
            ["", "nhs-number-known=yes", "nhs-number=999+000+0018", born, "postcode=ZZ99+9ZZ", ""];
        assert_eq!(
            walk(ProofingLevel::P5, &with_number),
            [Start, NhsNumberKnown, NhsNumber, DateOfBirth, Postcode, Check, Unavailable]
        );
        let by_name = ["", "nhs-number-known=no", "first-name=Sian&last-name=O%27Driscoll", born];
        assert_eq!(walk(ProofingLevel::P5, &by_name), [Start, NhsNumberKnown, Name, DateOfBirth, Postcode]);
    }

    #[test]
    fn each_way_to_p9_ends_kindly() {
        let online = "linkage-key=aB3dE5&account-id=12345&ods-code=a12345";
        assert_eq!(
            walk(ProofingLevel::P9, &["", "method=patient-online", online]),
            [Start, Method, PatientOnline, Unavailable]
        );
        assert_eq!(
            walk(ProofingLevel::P9, &["", "method=photo-id", "", "document=passport", "face=video", ""]),
            [Start, Method, PhotoId, PhotoIdDocument, PhotoIdFace, PhotoIdUpload, Unavailable]
        );
        assert_eq!(
            walk(ProofingLevel::P9, &["", "method=mobile-match", ""]),
            [Start, Method, MobileMatch, Unavailable]
        );
    }

    #[test]
    fn an_empty_form_is_refused_wherever_something_is_asked() {
        let empty = FormData::default();
        let refusing: Vec<Screen> =
            Screen::all().filter(|screen| screen.next(ProofingLevel::P9, &empty, TODAY).is_err()).collect();
        let asking = [
            NhsNumberKnown,
            NhsNumber,
            Name,
            DateOfBirth,
            Postcode,
            Method,
            PatientOnline,
            PhotoIdDocument,
            PhotoIdFace,
        ];
        assert_eq!(refusing, asking);
    }
}
