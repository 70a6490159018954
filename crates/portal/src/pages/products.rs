//! Products: the list, and adding one.

use askama::Template;
use nhsuk::{BackLink, Button, Fieldset, Header, Heading, Html, Input, Label, Legend, Radio, Radios, Size};
use web_kit::{FieldErrors, Page, Site, WayBack};

use super::{
    frame::{Frame, ProductLink, Section},
    parts::heading,
};

/// An organisation as forms and lists name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganisationChoice {
    pub id: String,
    pub name: String,
}

/// Asks what the product is called and, where it is a question, whose it is.
#[derive(Clone, Debug, Template)]
#[template(path = "product-new.html")]
pub struct NewProduct {
    frame: Frame,
    errors: FieldErrors,
    heading: Heading,
    only: Option<String>,
    organisation: Option<Radios>,
    name: Input,
    button: Button,
}

impl NewProduct {
    pub const NAME: &str = "name";
    pub const ORGANISATION: &str = "organisation";
    const TITLE: &str = "Add a product";

    pub fn new(
        frame: Frame,
        organisations: &[OrganisationChoice],
        chosen: &str,
        name: &str,
        errors: FieldErrors,
    ) -> Self {
        let only = if let [only] = organisations { Some(only.id.clone()) } else { None };
        Self {
            heading: heading(Self::TITLE),
            organisation: only.is_none().then(|| whose(organisations, chosen, &errors)),
            only,
            name: Input {
                label: Label { size: Some(Size::S), ..Label::from("Name of the product") },
                hint: "The website or app that people will sign in to. You can call it something else in each environment".into(),
                name: Self::NAME.into(),
                value: name.into(),
                error_message: errors.beside(Self::NAME),
                ..Input::default()
            },
            button: Button::submit("Continue"),
            errors,
            frame,
        }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let two = [
            OrganisationChoice { id: "1".into(), name: "Harbour Health".into() },
            OrganisationChoice { id: "2".into(), name: "Quay Clinics".into() },
        ];
        let wrong = FieldErrors::from_iter([
            (Self::ORGANISATION, "Select an organisation"),
            (Self::NAME, "Enter a name"),
        ]);
        vec![
            Self::new(frame(), &two[..1], "", "", FieldErrors::new()),
            Self::new(frame(), &two, "", "", wrong),
        ]
    }
}

fn whose(organisations: &[OrganisationChoice], chosen: &str, errors: &FieldErrors) -> Radios {
    Radios {
        fieldset: Some(Fieldset::from(Legend {
            size: Some(Size::S),
            ..Legend::from("Whose product is it?")
        })),
        name: NewProduct::ORGANISATION.into(),
        value: chosen.into(),
        items: organisations.iter().map(|one| Radio::new(&one.id, one.name.as_str())).collect(),
        error_message: errors.beside(NewProduct::ORGANISATION),
        ..Radios::default()
    }
}

impl Page for NewProduct {
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
        WayBack::Back(BackLink::to("/products"))
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}

/// Everything that the viewer's organisations build.
#[derive(Clone, Debug, Template)]
#[template(path = "products.html")]
pub struct Products {
    frame: Frame,
    heading: Heading,
    organisations: Vec<(OrganisationChoice, Vec<ProductLink>)>,
    add: Button,
}

impl Products {
    const TITLE: &str = "Products";

    pub fn new(frame: Frame, organisations: Vec<(OrganisationChoice, Vec<ProductLink>)>) -> Self {
        let add = if organisations.is_empty() {
            Button::link("Add your organisation", "/organisations/new")
        } else {
            Button::link("Add a product", "/products/new")
        };
        Self { frame, heading: heading(Self::TITLE), organisations, add }
    }

    pub(super) fn samples() -> Vec<Self> {
        let frame = || Frame::sample(Section::Products);
        let harbour = OrganisationChoice { id: "1".into(), name: "Harbour Health".into() };
        let quay = OrganisationChoice { id: "2".into(), name: "Quay Clinics".into() };
        vec![
            Self::new(frame(), vec![(harbour, vec![ProductLink::sample()]), (quay, vec![])]),
            Self::new(frame(), vec![]),
        ]
    }
}

impl Page for Products {
    fn title(&self) -> String {
        Self::TITLE.into()
    }

    fn main(&self) -> Html {
        Html::from_template(self)
    }

    fn header(&self, site: &Site) -> Header {
        self.frame.header(site)
    }
}
