//! The contact details in somebody's NHS record, beside those of their NHS login.

use askama::Template;
use nhsuk::{BackLink, Button, ButtonVariant, Heading, Html, SummaryList, SummaryRow};
use web_kit::{Page, WayBack};

use crate::pages::frame::heading;

const TITLE: &str = "Contact details in your NHS record";

/// A detail in the record and in the account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    pub recorded: Option<String>,
    pub own: Option<String>,
}

impl Both {
    fn can_be_taken_over(&self) -> bool {
        self.own.is_some() && self.own != self.recorded
    }

    fn row(&self, key: &str) -> SummaryRow {
        let recorded = self.recorded.as_deref().unwrap_or("Not given");
        SummaryRow { value_classes: "app-break".into(), ..SummaryRow::new(key, recorded) }
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "settings/record.html")]
pub struct Record {
    heading: Heading,
    details: SummaryList,
    email: Option<(String, Button)>,
    mobile: Option<(String, Button)>,
}

impl Record {
    pub fn new(email: &Both, mobile: &Both) -> Self {
        let take_over = |both: &Both, words: &str| {
            let own = both.own.clone().filter(|_| both.can_be_taken_over())?;
            Some((own, Button { variant: ButtonVariant::Secondary, ..Button::submit(words) }))
        };
        Self {
            heading: heading(TITLE),
            details: SummaryList::new(vec![email.row("Email address"), mobile.row("Mobile phone number")]),
            email: take_over(email, "Put this email address into my NHS record"),
            mobile: take_over(mobile, "Put this mobile phone number into my NHS record"),
        }
    }

    pub fn samples() -> Vec<Self> {
        let both = |recorded: Option<&str>, own: &str| Both {
            recorded: recorded.map(Into::into),
            own: Some(own.into()),
        };
        let (email, mobile) = ("robin@people.example", "07700 900123");
        vec![
            Self::new(&both(None, email), &both(Some("07700 900555"), mobile)),
            Self::new(&both(Some(email), email), &both(Some(mobile), mobile)),
        ]
    }
}

impl Page for Record {
    fn title(&self) -> String {
        TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to(super::PATH))
    }
}
