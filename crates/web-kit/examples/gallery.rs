//! Every component on one page, in the real layout: `cargo run -p web-kit --example gallery`, then open what it prints.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use kernel::SeededRandom;
use nhsuk::{
    Account, AccountItem, Action, ActionLink, Advice, Breadcrumb, BreadcrumbItem, Button, ButtonVariant,
    Caption, Card, CharacterCount, Checkbox, Checkboxes, Code, Content, DateInput, Details, DoAndDontList,
    ErrorLink, ErrorSummary, Fieldset, FileUpload, FooterLink, Format, Header, Heading, Html, Input,
    InsetText, Label, Legend, Navigation, NavigationItem, NotificationBanner, Pagination, PaginationItem,
    PaginationLink, Panel, PasswordInput, Radio, Radios, SearchInput, Select, SelectItem, ServiceName, Size,
    Sort, SummaryList, SummaryRow, Tab, Table, TableCell, TableHeader, Tabs, Tag, TagColour, Task, TaskList,
    TaskStatus, Textarea, WarningCallout,
};
use web_kit::{ErrorPage, Limits, Page, PhaseBanner, Site, WayBack, assets_router, harden};

struct Gallery;

impl Page for Gallery {
    fn title(&self) -> String {
        "Components".into()
    }

    fn main(&self) -> Html {
        let title = Heading {
            size: Some(Size::Xl),
            caption: Caption::from("For designers"),
            ..Heading::from("Components")
        };
        let form = Html::trusted(format!("<form method=\"post\" novalidate>{}</form>", fields()));
        [messages_above(), title.into(), messages(), lists(), tables(), form, navigation()].into()
    }

    fn way_back(&self) -> WayBack {
        WayBack::Breadcrumb(Breadcrumb::new(vec![BreadcrumbItem::new("Home", "/")]))
    }
}

fn messages_above() -> Html {
    let error = ErrorLink::to_field("Enter an email address", "email");
    [NotificationBanner::success("Your details are saved").into(), ErrorSummary::of(vec![error]).into()]
        .into()
}

fn messages() -> Html {
    let panel = Panel {
        heading: Heading { level: 2, ..Heading::from("Registration complete") },
        content: "Your reference is 7Q4M-2XKD".into(),
        ..Panel::default()
    };
    let advice = |advice, heading: &str, item: &str| DoAndDontList {
        heading: heading.into(),
        advice,
        items: vec![item.into()],
        ..DoAndDontList::default()
    };
    [
        panel.into(),
        WarningCallout::new("Test people only", "Never enter details of a real person.").into(),
        InsetText::new("You can change this later.").into(),
        Details::new("Where to find your NHS number", "On any letter from the NHS.").into(),
        Card {
            heading: "Environments".into(),
            content: "Register a client in the sandpit.".into(),
            href: "#card".into(),
            clickable: true,
            ..Card::default()
        }
        .into(),
        advice(Advice::Do, "Do", "keep your private key to yourself").into(),
        advice(Advice::Dont, "Do not", "send a private key by email").into(),
        Code::copyable("curl --head http://localhost:4001/").into(),
        ActionLink { text: "Open the sandpit".into(), href: "#sandpit".into(), ..ActionLink::default() }
            .into(),
    ]
    .into()
}

fn lists() -> Html {
    let row = SummaryRow::new("Redirect URI", "http://localhost:9999/callback")
        .with_action(Action::change("#uri", "redirect URI"))
        .with_action(Action::new("Remove", "#remove", "redirect URI"));
    let summary = SummaryList {
        rows: vec![row, SummaryRow::new("Status", Tag::new("Active", TagColour::Green))],
        card: Some(Card { heading: "Client".into(), ..Card::default() }),
        ..SummaryList::default()
    };
    let task = |heading: &str, href: &str, status| Task {
        heading: heading.into(),
        href: href.into(),
        hint: "Takes 5 minutes".into(),
        status,
        ..Task::default()
    };
    let tasks = TaskList {
        items: vec![
            task("Register a client", "#client", TaskStatus::Words("Completed".into())),
            task("Run the checks", "#checks", TaskStatus::Tag(Tag::new("Incomplete", TagColour::Blue))),
            task("Submit", "", TaskStatus::Words("Cannot start yet".into())),
        ],
        ..TaskList::default()
    };
    let tabs = Tabs::new(vec![
        Tab::new("sent", "Sent", "What came."),
        Tab::new("registered", "Registered", "What is registered."),
    ]);
    [summary.into(), tasks.into(), tabs.into()].into()
}

fn tables() -> Html {
    let table = |caption: &str, responsive| Table {
        caption: Heading { size: Some(Size::M), ..Heading::from(caption) },
        head: vec![
            TableHeader { sort: Some(Sort::Ascending), ..TableHeader::from("Time") },
            "Outcome".into(),
            TableHeader { format: Some(Format::Numeric), ..TableHeader::from("Milliseconds") },
        ],
        rows: vec![vec![
            TableCell::link("12:04", "#exchange"),
            TableCell::new(Tag::new("Refused", TagColour::Red)),
            "14".into(),
        ]],
        responsive,
        ..Table::default()
    };
    [table("Exchanges", false).into(), table("Exchanges on a phone", true).into()].into()
}

fn fields() -> Html {
    let legend = |text: &str| Some(Fieldset::from(Legend { size: Some(Size::M), ..text.into() }));
    let label = |text: &str| Label { size: Some(Size::S), ..text.into() };
    [boxes(label), choices(legend), buttons()].into()
}

fn boxes(label: impl Fn(&str) -> Label) -> Html {
    [
        Input {
            label: label("Email address"),
            hint: "We send a code to it".into(),
            error_message: "Enter an email address".into(),
            name: "email".into(),
            input_type: "email".into(),
            autocomplete: "email".into(),
            ..Input::default()
        }
        .into(),
        PasswordInput { label: label("Password"), name: "password".into(), ..PasswordInput::default() }
            .into(),
        SearchInput {
            input: Input { label: label("Organisation"), name: "organisation".into(), ..Input::default() },
            ..SearchInput::default()
        }
        .into(),
        Select {
            label: label("Environment"),
            name: "environment".into(),
            items: vec![SelectItem::new("sandpit", "Sandpit"), SelectItem::new("integration", "Integration")],
            ..Select::default()
        }
        .into(),
        CharacterCount {
            textarea: Textarea { label: label("Public key"), name: "key".into(), ..Textarea::default() },
            max_length: Some(2000),
            ..CharacterCount::default()
        }
        .into(),
        FileUpload { label: label("Report"), name: "report".into(), ..FileUpload::default() }.into(),
    ]
    .into()
}

fn choices(legend: impl Fn(&str) -> Option<Fieldset>) -> Html {
    let conditional = Input { label: "Which one".into(), name: "which".into(), ..Input::default() };
    [
        Radios {
            fieldset: legend("Do you agree to share this?"),
            name: "consent".into(),
            items: vec![
                Radio { conditional: Content::from(conditional), ..Radio::new("some", "Some of it") },
                Radio::divider("or"),
                Radio::new("none", "None of it"),
            ],
            ..Radios::default()
        }
        .into(),
        Checkboxes {
            fieldset: legend("Scopes"),
            name: "scope".into(),
            items: vec![
                Checkbox { hint: "Name and date of birth".into(), ..Checkbox::new("profile", "Profile") },
                Checkbox::new("email", "Email address"),
            ],
            ..Checkboxes::default()
        }
        .into(),
        DateInput {
            fieldset: legend("Date of birth"),
            hint: "For example, 15 3 1984".into(),
            ..DateInput::of("birth", "15", "", "1984")
        }
        .into(),
    ]
    .into()
}

fn buttons() -> Html {
    [ButtonVariant::Primary, ButtonVariant::Secondary, ButtonVariant::Warning, ButtonVariant::Login]
        .map(|variant| Html::from(Button { variant, ..Button::submit("Continue") }))
        .into()
}

fn navigation() -> Html {
    Pagination {
        previous: PaginationLink::to("#1"),
        next: PaginationLink::to("#3"),
        items: vec![
            PaginationItem::new(1, "#1"),
            PaginationItem { current: true, ..PaginationItem::new(2, "#2") },
            PaginationItem { ellipsis: true, ..PaginationItem::default() },
            PaginationItem::new(9, "#9"),
        ],
        ..Pagination::default()
    }
    .into()
}

fn site() -> Arc<Site> {
    let account = Account {
        items: vec![
            AccountItem { text: "Mina Patel".into(), with_icon: true, ..AccountItem::default() },
            AccountItem { text: "Sign out".into(), action: "/sign-out".into(), ..AccountItem::default() },
        ],
        ..Account::default()
    };
    let mut site = Site {
        name: "Gallery".into(),
        header: Header {
            service: ServiceName { text: "Gallery".into(), href: "/".into() },
            account: Some(account),
            navigation: Navigation {
                items: vec![
                    NavigationItem { current: true, ..NavigationItem::new("Components", "/") },
                    NavigationItem::new("Error page", "/error"),
                ],
                ..Navigation::default()
            },
            ..Header::default()
        },
        phase_banner: Some(PhaseBanner::new("Sandpit", "Test people only.")),
        ..Site::default()
    };
    site.footer.links = vec![FooterLink::new("Accessibility statement", "#accessibility")];
    site.into_shared()
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let site = site();
    let (gallery, error) = (site.clone(), site.clone());
    let error_page = || ErrorPage::for_status(http::StatusCode::INTERNAL_SERVER_ERROR);
    let router = Router::new()
        .route("/", get(async move || gallery.respond(&Gallery)))
        .route(
            "/error",
            get(async move || error.respond(&error_page().with_way_back("Go to the start", "/"))),
        )
        .merge(assets_router());
    let router: Router = harden(router, site, Arc::new(SeededRandom::new(1)), Limits::default());
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    writeln!(std::io::stdout(), "http://{}/", listener.local_addr()?)?;
    axum::serve(listener, router).await
}
