//! Starting an integration for a product.

use app::portal::Product;
use askama::Template;
use nhsuk::{
    BackLink, Button, Checkbox, Checkboxes, Fieldset, Header, Heading, Html, Legend, Radio, Radios, Size,
};
use web_kit::{FieldErrors, Page, Site, WayBack};

use crate::pages::{
    frame::{Frame, Section},
    parts::heading,
};

/// Asks for which product; where there is none, says what comes first.
#[derive(Clone, Debug, Template)]
#[template(path = "integration-new.html")]
pub struct NewIntegration {
    frame: Frame,
    errors: FieldErrors,
    heading: Heading,
    product: Option<Radios>,
    carry: Option<Checkboxes>,
    button: Button,
}

impl NewIntegration {
    pub const PRODUCT: &str = "product";
    pub const CARRY: &str = "carry";
    const TITLE: &str = "Start an integration";

    /// `can_carry` says whether this browser has answered the eligibility check.
    pub fn new(
        frame: Frame,
        products: &[Product],
        chosen: &str,
        can_carry: bool,
        errors: FieldErrors,
    ) -> Self {
        let button = if products.is_empty() {
            Button::link("Add a product", "/products/new")
        } else {
            Button::submit("Start")
        };
        Self {
            heading: heading(Self::TITLE),
            product: (!products.is_empty()).then(|| which(products, chosen, &errors)),
            carry: can_carry.then(carry),
            button,
            errors,
            frame,
        }
    }

    pub(in crate::pages) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Integrations);
        let products: Vec<Product> = super::sample::own().map(|own| own.product).into_iter().collect();
        let wrong = FieldErrors::from_iter([(Self::PRODUCT, "Select a product")]);
        vec![
            Self::new(frame(), &products, "", false, FieldErrors::new()),
            Self::new(frame(), &products, "", true, wrong),
            Self::new(frame(), &[], "", true, FieldErrors::new()),
        ]
    }
}

fn carry() -> Checkboxes {
    Checkboxes {
        fieldset: Some(Fieldset::from(Legend {
            size: Some(Size::S),
            ..Legend::from("Answers of the eligibility check in this browser")
        })),
        name: NewIntegration::CARRY.into(),
        values: vec!["yes".into()],
        items: vec![Checkbox::new("yes", "Carry them into the application")],
        ..Checkboxes::default()
    }
}

fn which(products: &[Product], chosen: &str, errors: &FieldErrors) -> Radios {
    let radio = |product: &Product| Radio {
        hint: product.organisation_name.as_str().into(),
        ..Radio::new(product.id.to_string(), product.name.as_str())
    };
    let only = if let [only] = products { only.id.to_string() } else { String::new() };
    Radios {
        fieldset: Some(Fieldset::from(Legend {
            size: Some(Size::S),
            ..Legend::from("Which product is it for?")
        })),
        name: NewIntegration::PRODUCT.into(),
        value: if chosen.is_empty() { only } else { chosen.to_owned() },
        items: products.iter().map(radio).collect(),
        error_message: errors.beside(NewIntegration::PRODUCT),
        ..Radios::default()
    }
}

impl Page for NewIntegration {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn errors(&self) -> Option<&FieldErrors> {
        Some(&self.errors)
    }

    fn way_back(&self) -> WayBack {
        WayBack::Back(BackLink::to("/integrations"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
