//! A meeting of the Board as its secretary and its members hold it, and as everybody else does not see it.

mod conditions;
mod questions;

use std::collections::BTreeMap;

use app::{Actor, integrations::IntegrationId};
use http::StatusCode;
use kernel::{Clock as _, SignedDuration};
use onboarding::{
    Command,
    rehearsal::{Meeting, Next, Plain, Player},
    role::PartnerRole,
};

use super::harness::{Browser, House};

/// Who is signed in.
async fn actor(house: &House, browser: &Browser) -> Actor {
    let cookie = browser.cookie(crate::access::SESSION).expect("a session");
    let session = app::portal::sign_in::find_session(&house.ctx, cookie).await.unwrap().unwrap();
    Actor::User(session.user_id)
}

/// Does what everybody is asked to until the Board's agenda is next; answers the decision.
async fn walk_to_the_board(house: &House, id: IntegrationId) -> String {
    let meeting = Meeting { id: "none".into(), date: "2026-12-02".parse().unwrap() };
    let mut staff: BTreeMap<String, Actor> = BTreeMap::new();
    for _ in 0..200 {
        let opened = app::integrations::open(&house.ctx, Actor::Operator, id).await.unwrap();
        let player = Player { definition: &opened.definition, words: &Plain, meeting: &meeting };
        match player.next(&opened.facts, house.clock.now()) {
            Next::Act { command: Command::List { decision, .. }, .. } => return decision.to_string(),
            Next::Act { role, command } if role == onboarding::decide::PLATFORM => {
                app::integrations::act_as_platform(&house.ctx, id, command).await.unwrap();
            }
            Next::Act { role, command } => {
                let is_partner = role.parse::<PartnerRole>().is_ok();
                if !is_partner && !staff.contains_key(&role) {
                    let browser = house.staff(&role).await;
                    staff.insert(role.clone(), actor(house, &browser).await);
                }
                let by = if is_partner { Actor::Operator } else { staff[&role] };
                app::integrations::act(&house.ctx, by, id, command).await.unwrap();
            }
            Next::Wait(until) => {
                let left = until.duration_since(house.clock.now());
                house.clock.advance(left.max(SignedDuration::ZERO));
            }
            end => panic!("{end:?}"),
        }
    }
    panic!("it never comes to the Board");
}

/// A partner whose application is ready, and those who hold the meeting.
struct Board {
    house: House,
    owner: Browser,
    secretary: Browser,
    member: Browser,
    integration: String,
    decision: String,
}

impl Board {
    async fn new() -> Self {
        let house = House::new();
        let (owner, product) = house.team("owner@harbour.example", "Harbour").await;
        let integration = house.integration(&product).await;
        let id = integration.trim_start_matches("/integrations/").parse().unwrap();
        let decision = walk_to_the_board(&house, id).await;
        // Time has passed, and sessions with it.
        let owner = {
            drop(owner);
            house.developer("owner@harbour.example").await
        };
        let secretary = house.staff("board-secretary").await;
        let member = house.staff("board-member").await;
        Self { house, owner, secretary, member, integration, decision }
    }

    /// Calls a meeting in a month, one member being enough; answers its address.
    async fn call(&mut self) -> String {
        let (day, freeze) = (self.in_days(30), self.in_days(20));
        let fields = [
            ("date[day]", day[0].as_str()),
            ("date[month]", &day[1]),
            ("date[year]", &day[2]),
            ("freeze[day]", &freeze[0]),
            ("freeze[month]", &freeze[1]),
            ("freeze[year]", &freeze[2]),
            ("time", "17:00"),
            ("quorum", "1"),
        ];
        let called = self.secretary.post("/board/new", &fields).await;
        let location = called.location.unwrap_or_else(|| panic!("{}", called.text));
        location.trim_end_matches("?done=called").to_owned()
    }

    fn in_days(&self, days: i64) -> [String; 3] {
        let at = self.house.clock.now() + SignedDuration::from_hours(24 * days);
        ["%-d", "%-m", "%Y"].map(|part| at.strftime(part).to_string())
    }

    fn item(&self, meeting: &str) -> String {
        format!("{meeting}/items/{}/{}", self.integration.trim_start_matches("/integrations/"), self.decision)
    }

    async fn list(&mut self, meeting: &str) {
        let page = self.secretary.get(meeting).await;
        assert!(page.words("table").contains("Application: Harbour"), "{}", page.text);
        let form = format!("form[action='{meeting}/list'] input");
        let integration = page.attribute(&format!("{form}[name=integration]"), "value");
        let decision = page.attribute(&format!("{form}[name=decision]"), "value");
        let fields = [("integration", integration.as_str()), ("decision", &decision)];
        let listed = self.secretary.post(&format!("{meeting}/list"), &fields).await;
        listed.redirects_to(&format!("{meeting}?done=listed"));
    }

    /// On the agenda, with frozen papers and the member present.
    async fn ready(&mut self) -> String {
        let meeting = self.call().await;
        self.list(&meeting).await;
        let frozen = self.secretary.post(&format!("{meeting}/freeze"), &[]).await;
        frozen.redirects_to(&format!("{meeting}?done=frozen"));
        self.attend(&meeting).await;
        meeting
    }

    async fn attend(&mut self, meeting: &str) {
        let member = self.secretary.get(meeting).await.attribute("input[name=present]", "value");
        let saved = self.secretary.post(&format!("{meeting}/attendance"), &[("present", &member)]).await;
        saved.redirects_to(&format!("{meeting}?done=present"));
    }
}

#[tokio::test]
async fn a_meeting_is_held_from_its_call_to_the_letter() {
    let mut board = Board::new().await;
    let list = board.secretary.get("/board").await;
    assert!(list.words("main").contains("The calendar proposes these days"));
    let proposed = list.attribute("main a[href^='/board/new?date=']", "href");
    assert_ne!(board.secretary.get(&proposed).await.attribute("#date-day", "value"), "");
    let meeting = board.ready().await;
    let item = board.item(&meeting);

    let page = board.member.get(&meeting).await;
    assert!(page.words("table").contains("1. Application: Harbour"), "{}", page.text);
    board.member.post(&format!("{meeting}/read"), &[]).await.redirects_to(&format!("{meeting}?done=read"));
    let pack = board.member.get(&format!("{meeting}/pack.json")).await;
    assert!(pack.header("content-disposition").contains("attachment"));
    let hash = jose::sha256_hex(&pack.text);
    assert!(board.member.get(&meeting).await.words("main").contains(&hash));
    assert!(
        board.member.get(&format!("{meeting}/pack")).await.words("h2").contains("1. Application: Harbour")
    );

    let asked = board.member.post(&format!("{item}/note"), &[("note", "Who pays?")]).await;
    asked.redirects_to(&format!("{item}?done=noted"));
    assert!(board.secretary.get(&item).await.words("main").contains("Who pays?"));
    let verdict = [
        ("outcome", "approved"),
        ("words", "All is clear"),
        ("condition-1-text", "Show the contract"),
        ("condition-1-owner", "Harbour"),
        ("condition-1-due[day]", "31"),
        ("condition-1-due[month]", "3"),
        ("condition-1-due[year]", "2030"),
    ];
    let decided = board.member.post(&format!("{item}/decide"), &verdict).await;
    decided.redirects_to(&format!("{item}?done=decided"));
    assert!(
        board.member.get(&item).await.words("main").contains("Show the contract (Harbour, by 31 March 2030)")
    );

    let minute = board.secretary.get(&format!("{meeting}/minute")).await.words("textarea");
    assert!(minute.contains("Decision: Approved."), "{minute}");
    let wrong = board.secretary.post(&format!("{meeting}/minute"), &[("minute", " ")]).await;
    assert!(wrong.words("#minute-error").contains("Enter a minute"));
    let closed = board.secretary.post(&format!("{meeting}/minute"), &[("minute", &minute)]).await;
    closed.redirects_to(&format!("{meeting}?done=closed"));
    assert!(board.member.get(&meeting).await.words("main").contains("Decision: Approved."));

    let letter = format!("{}/letters/{}", board.integration, board.decision);
    assert_eq!(board.owner.get(&letter).await.status, StatusCode::NOT_FOUND);
    let preview = board.secretary.get(&format!("{item}/letter")).await;
    assert!(preview.words("main").contains("Dear Harbour,"), "{}", preview.text);
    assert!(!board.member.get(&format!("{item}/letter")).await.has("main form"));
    let issued = board.secretary.post(&format!("{item}/letter/issue"), &[]).await;
    issued.redirects_to(&format!("{item}/letter?done=issued"));
    let again = board.secretary.post(&format!("{item}/letter/issue"), &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let home = board.owner.get(&board.integration).await;
    assert!(home.has(&format!("a[href='{letter}']")), "{}", home.text);
    let read = board.owner.get(&letter).await;
    assert!(read.words("h1").contains("was approved") && read.words("main").contains("Show the contract"));
    let bound = board.member.get("/board/conditions").await;
    assert!(bound.words("table").contains("Condition: Application Show the contract"), "{}", bound.text);
}

#[tokio::test]
async fn what_cannot_be_decided_is_refused_in_words_and_keeps_what_was_typed() {
    let mut board = Board::new().await;
    let meeting = board.call().await;
    board.list(&meeting).await;
    let item = board.item(&meeting);
    let page = board.member.get(&item).await;
    assert!(page.words("main").contains("The papers are not frozen yet") && !page.has("#outcome"));
    board
        .secretary
        .post(&format!("{meeting}/freeze"), &[])
        .await
        .redirects_to(&format!("{meeting}?done=frozen"));
    let again = board.secretary.post(&format!("{meeting}/freeze"), &[]).await;
    assert!(again.words("main").contains("Nothing was changed"), "{}", again.text);
    assert!(board.member.get(&item).await.words("main").contains("You are not recorded as present"));
    board.attend(&meeting).await;

    let decide = format!("{item}/decide");
    let nothing = board.member.post(&decide, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.words("#outcome-error").contains("Select an outcome"));
    let deferral = [("outcome", "deferred"), ("words", "No contract yet")];
    let no_reason = board.member.post(&decide, &deferral).await;
    assert!(no_reason.words("#reason-error").contains("Choose a reason from the list"), "{}", no_reason.text);
    assert_eq!(no_reason.words("#words"), "No contract yet");
    let reason = ("reason", "Commissioning is not clear");
    let no_name = board.member.post(&decide, &[deferral[0], deferral[1], reason]).await;
    assert!(no_name.words("#missing-error").contains("Name the one thing that is missing"));
    let half = board.member.post(&decide, &[("outcome", "approved"), ("condition-2-text", "x")]).await;
    assert!(half.has("#condition-2-owner-error") && half.has("#condition-2-due-error"), "{}", half.text);

    let interest = board.member.post(&format!("{item}/interest"), &[("interest", "I advised them")]).await;
    interest.redirects_to(&format!("{item}?done=interest"));
    let page = board.member.get(&item).await;
    assert!(page.words("main").contains("You declared an interest in this") && !page.has("#outcome"));
    let refused = board.member.post(&decide, &[("outcome", "approved")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let open = board.secretary.post(&format!("{meeting}/minute"), &[("minute", "Nothing")]).await;
    assert!(open.words("#minute-error").contains("1 item is open on the agenda"), "{}", open.text);
    let off = board.secretary.post(&format!("{item}/take-off"), &[("reason", "")]).await;
    assert!(off.words("#reason-error").contains("Enter a reason"));
    let off = board.secretary.post(&format!("{item}/take-off"), &[("reason", "Not ready")]).await;
    off.redirects_to(&format!("{meeting}?done=off"));
    assert_eq!(board.member.get(&item).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_a_good_meeting_is_called() {
    let house = House::new();
    let mut secretary = house.staff("board-secretary").await;
    let empty = secretary.post("/board/new", &[("quorum", "many")]).await;
    for id in ["#date-error", "#freeze-error", "#time-error", "#quorum-error"] {
        assert!(empty.has(id), "{id} in {}", empty.text);
    }
    assert_eq!(empty.attribute("#quorum", "value"), "many");
    let past = [
        ("date[day]", "1"),
        ("date[month]", "1"),
        ("date[year]", "2020"),
        ("freeze[day]", "1"),
        ("freeze[month]", "1"),
        ("freeze[year]", "2020"),
        ("time", "09:30"),
        ("quorum", "3"),
    ];
    let past = secretary.post("/board/new", &past).await;
    assert!(past.words("#date-error").contains("on a day after today"), "{}", past.text);
}

#[tokio::test]
async fn partners_and_other_staff_find_no_board_and_members_run_no_meeting() {
    let mut board = Board::new().await;
    let meeting = board.ready().await;
    let item = board.item(&meeting);
    let (mut competitor, _) = board.house.team("rival@quay.example", "Quay").await;
    let mut owner_of_process = board.house.staff("process-owner").await;
    let pages = [
        "/board".to_owned(),
        "/board/conditions".into(),
        meeting.clone(),
        format!("{meeting}/pack.json"),
        item.clone(),
    ];
    for path in &pages {
        for outsider in [&mut board.owner, &mut competitor, &mut owner_of_process] {
            assert_eq!(outsider.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert!(!board.owner.get("/integrations").await.text.contains("href=\"/board\""));
    for outsider in [&mut board.owner, &mut competitor, &mut owner_of_process, &mut board.secretary] {
        let decided = outsider.post(&format!("{item}/decide"), &[("outcome", "approved")]).await;
        assert_eq!(decided.status, StatusCode::NOT_FOUND);
    }
    for step in ["freeze", "minute", "attendance"] {
        let done = board.member.post(&format!("{meeting}/{step}"), &[]).await;
        assert_eq!(done.status, StatusCode::NOT_FOUND, "{step}");
    }
    let letter = format!("{}/letters/{}", board.integration, board.decision);
    assert_eq!(competitor.get(&letter).await.status, StatusCode::NOT_FOUND);
}
