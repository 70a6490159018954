//! Signing in with a passkey: what it gives, whom it is believed of, how it fails, and when one is offered. The device is made of a key
//! and a counter, and can lie; one that we did not write is in the browser's journeys.

use app::{
    account_passkeys::{self, Holder},
    passkeys::CHALLENGE_LIFE,
};
use identity::{Environment, registration::Draft};
use kernel::SignedDuration;
use provider::Limits;
use store::queries::accounts;
use testkit::{PRESENT, PasskeyDevice, TestDatabase, VERIFIED, on_both_databases};

use crate::support::{ISSUER, Page, Sandpit, Service, Tokens, Visitor, people};

const MOBILE: &str = "07700 900 777";
const E164: &str = "+447700900777";
const NEW: &str = "wren@people.example";

async fn service(sandpit: &Sandpit) -> Service {
    let mut draft = Sandpit::draft();
    draft.vectors.extend(["P5.Cm".into(), "P0.Cm".into()]);
    sandpit.register(draft).await
}

async fn holder(sandpit: &Sandpit, email: &str) -> Holder {
    let (environment, email) = (sandpit.environment.id.clone(), email.parse().unwrap());
    let found = sandpit.ctx.store.read(move |tx| accounts::find_by_email(tx, &environment, &email)).await;
    Holder { account: found.unwrap().expect("they have an account").0, hash: [9; 32] }
}

/// A device whose passkey is already on somebody's account.
async fn device_of(sandpit: &Sandpit, email: &str, number: u8) -> PasskeyDevice {
    let (ctx, environment, holder) = (&sandpit.ctx, &sandpit.environment, holder(sandpit, email).await);
    let mut device = PasskeyDevice::new(number, ISSUER);
    let answer = device.make(&account_passkeys::begin(ctx, environment, &holder).await.unwrap());
    account_passkeys::add(ctx, environment, &holder, " Work  phone ", &answer).await.unwrap();
    device
}

async fn begin(service: &Service, visitor: &mut Visitor, vtr: &str) -> Page {
    // Codes are told apart by their time.
    service.sandpit.advance(SignedDuration::from_secs(1));
    let request = service.request().with("vtr", vtr).with("prompt", "login");
    visitor.open(&service.authorize_url(&request)).await
}

/// The page that asks for a passkey.
async fn asked(service: &Service, visitor: &mut Visitor, vtr: &str) -> Page {
    let page = begin(service, visitor, vtr).await;
    let page = visitor.open(&page.link("Sign in with a passkey")).await;
    page.assert_at("/login/passkey");
    page
}

fn options(page: &Page) -> String {
    page.attribute("form[data-passkey]", "data-options")
}

async fn send(visitor: &mut Visitor, page: &Page, answer: &str) -> Page {
    visitor.press(page, "Use your passkey", &[("input[name=answer]", answer)]).await
}

async fn use_it(visitor: &mut Visitor, page: &Page, device: &mut PasskeyDevice) -> Page {
    send(visitor, page, &device.show(&options(page))).await
}

#[track_caller]
fn assert_failed(page: &Page, why: &str) {
    page.assert_at(&format!("/passkey-user-login-failed?why={why}"));
    assert_eq!(page.link("Use your email address and password"), "/login");
}

/// Gives the right password; a device that makes passkeys says so on the page of the code.
async fn up_to_code(visitor: &mut Visitor, page: &Page, email: &str, password: &str) -> Page {
    let page = visitor.give_password(page, email, password).await;
    page.assert_at("/enter-mobile-code");
    page
}

async fn code_from_device(visitor: &mut Visitor, page: &Page, code: &str) -> Page {
    visitor.press(page, "Continue", &[("#otp-input", code), ("input[name=makes-passkeys]", "yes")]).await
}

/// Somebody new, who has agreed to share with the service before.
async fn somebody_new(sandpit: &Sandpit, service: &Service) {
    let mut visitor = sandpit.visitor();
    let page = visitor.register(service, NEW, MOBILE).await;
    let page = visitor.press(&page, "Continue", &[("input[value=no]", "")]).await;
    visitor.agree(&page).await;
}

const EITHER: &str = r#"["P0.Cp.Cd","P0.Cm"]"#;

on_both_databases! {
    async fn a_passkey_signs_in_by_itself_and_the_vector_says_what_was_done(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        for (number, (email, vtr, vot)) in [
            (people::P9, r#"["P9.Cp.Cd","P9.Cm"]"#, "P9.Cm"),
            (people::P5, r#"["P9.Cm","P5.Cm","P5.Cp.Cd"]"#, "P5.Cm"),
            (people::P0, r#"["P0.Cm"]"#, "P0.Cm"),
        ].into_iter().enumerate() {
            let mut device = device_of(&sandpit, email, u8::try_from(number).unwrap()).await;
            let mut visitor = sandpit.visitor();
            let page = asked(&service, &mut visitor, vtr).await;
            let page = use_it(&mut visitor, &page, &mut device).await;
            page.assert_at("/nhs-login-consent");
            let code = visitor.agree(&page).await.parameter("code");
            let tokens = Tokens::of(&service.redeem(&code).await);
            assert_eq!(service.verify(&tokens.id).await.claims["vot"], vot);
            assert_eq!(service.verify(&tokens.access).await.claims["vot"], vot);
        }
        assert_eq!(sandpit.messages_to("+447700900101").await.len(), 0, "no code was sent");
    }

    async fn a_session_by_passkey_is_good_for_passkeys_and_never_stands_for_password_and_code(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        let mut device = device_of(&sandpit, people::P9, 1).await;
        let mut visitor = sandpit.visitor();
        let page = asked(&service, &mut visitor, r#"["P9.Cm"]"#).await;
        let page = use_it(&mut visitor, &page, &mut device).await;
        visitor.agree(&page).await;
        let request = |vtr: &str| service.request().with("vtr", vtr).with("prompt", "none");
        let found = visitor.open(&service.authorize_url(&request(r#"["P9.Cp.Cd","P5.Cm"]"#))).await;
        assert!(!found.parameter("code").is_empty(), "{}", found.url);
        let exchange = sandpit.latest_exchange(&service).await;
        assert!(exchange.details.answer.contains(&("vot".into(), "P5.Cm".into())), "{:?}", exchange.details.answer);
        let weak = visitor.open(&service.authorize_url(&request(r#"["P9.Cp.Cd"]"#))).await;
        assert_eq!(weak.parameter("error"), "login_required");
        visitor.open(&service.authorize_url(&request(r#"["P9.Cp.Cd"]"#).without("prompt"))).await.assert_at("/login");
    }

    async fn a_passkey_is_a_way_in_where_the_service_takes_one_and_the_environment_has_them(database: &TestDatabase) {
        let sandpit = Sandpit::with(database, |_| {});
        let service = service(&sandpit).await;
        let mut visitor = sandpit.visitor();
        let link = "a[href='/login/passkey']";
        for (vtr, offered) in [(r#"["P0.Cp.Cd"]"#, false), (EITHER, true), (r#"["P0.Cm"]"#, true)] {
            let page = begin(&service, &mut visitor, vtr).await;
            assert_eq!(page.has(link), offered, "{vtr}");
            let only = page.main().contains("asks people to sign in with a passkey");
            assert_eq!(only, vtr == r#"["P0.Cm"]"#, "{vtr}: {}", page.main());
            visitor.open("/login/passkey").await.assert_at(if offered { "/login/passkey" } else { "/login" });
        }
        let bare = Sandpit::with(database, |setup| {
            setup.environment = Environment::integration("http://127.0.0.1:4002");
        });
        let draft = Draft { vectors: vec!["P0.Cp.Cd".into(), "P0.Cm".into()], ..Sandpit::draft() };
        let service = bare.register(draft).await;
        let mut visitor = bare.visitor();
        assert!(!begin(&service, &mut visitor, EITHER).await.has(link));
    }

    async fn a_lie_is_refused_and_the_password_goes_on_in_the_same_journey(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        let device = device_of(&sandpit, people::P9, 1).await;
        let other = device_of(&sandpit, people::P5, 2).await;
        let strangers = [
            // Nobody's; of a key that is not ours; of somebody else's account; nobody's name on it.
            PasskeyDevice { user: vec![7; 16], ..PasskeyDevice::new(3, ISSUER) },
            PasskeyDevice { user: device.user.clone(), counter: 9, ..PasskeyDevice::new(1, ISSUER) },
            PasskeyDevice { user: device.user.clone(), ..other },
            PasskeyDevice { user: Vec::new(), ..PasskeyDevice::new(1, ISSUER) },
            PasskeyDevice { user: device.user.clone(), ..PasskeyDevice::new(3, ISSUER) },
        ];
        let mut visitor = sandpit.visitor();
        for (number, mut stranger) in strangers.into_iter().enumerate() {
            let page = asked(&service, &mut visitor, EITHER).await;
            let failed = use_it(&mut visitor, &page, &mut stranger).await;
            assert_failed(&failed, "refused");
            assert!(failed.main().contains("does not belong to an NHS login here"), "{number}: {}", failed.main());
        }
        let page = asked(&service, &mut visitor, EITHER).await;
        for nonsense in ["", "{}", "null", &"a".repeat(40_000)] {
            let page = visitor.open(&page.url).await;
            assert_failed(&send(&mut visitor, &page, nonsense).await, "refused");
        }
        let failed = visitor.open("/passkey-user-login-failed").await;
        assert!(failed.main().contains("No passkey was used"), "{}", failed.main());
        let page = visitor.open(&failed.link("Use your email address and password")).await;
        let page = visitor.sign_in(&page, people::P9).await;
        let code = visitor.agree(&page).await.parameter("code");
        let tokens = Tokens::of(&service.redeem(&code).await);
        assert_eq!(service.verify(&tokens.id).await.claims["vot"], "P0.Cp.Cd");
    }

    async fn only_a_verified_person_on_our_own_site_with_a_counter_that_goes_up_is_believed(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        let mut device = device_of(&sandpit, people::P9, 1).await;
        let mut visitor = sandpit.visitor();
        let lies: [fn(&mut PasskeyDevice); 4] = [
            |device| device.flags = PRESENT,
            |device| device.flags = VERIFIED,
            |device| device.origin = "http://evil.example",
            |device| device.origin = "http://localhost:4000",
        ];
        for lie in lies {
            lie(&mut device);
            let page = asked(&service, &mut visitor, EITHER).await;
            assert_failed(&use_it(&mut visitor, &page, &mut device).await, "refused");
            (device.flags, device.origin) = (PRESENT | VERIFIED, ISSUER);
        }
        let page = asked(&service, &mut visitor, EITHER).await;
        use_it(&mut visitor, &page, &mut device).await.assert_at("/nhs-login-consent");
        // A copy that lags behind.
        device.counter -= 1;
        let page = asked(&service, &mut visitor, EITHER).await;
        assert_failed(&use_it(&mut visitor, &page, &mut device).await, "refused");
        let page = asked(&service, &mut visitor, EITHER).await;
        use_it(&mut visitor, &page, &mut device).await.assert_at("/nhs-login-consent");
    }

    async fn an_answer_counts_once_in_time_and_in_its_own_journey(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        let mut device = device_of(&sandpit, people::P9, 1).await;
        let (mut one, mut other) = (sandpit.visitor(), sandpit.visitor());
        let (page, elsewhere) = (asked(&service, &mut one, EITHER).await, asked(&service, &mut other, EITHER).await);
        let answer = device.show(&options(&page));
        assert_failed(&send(&mut other, &elsewhere, &answer).await, "refused");
        assert_failed(&send(&mut other, &elsewhere, &answer).await, "over");
        // One that fails has used up its challenge as well.
        let again = asked(&service, &mut other, EITHER).await;
        let good = device.show(&options(&again));
        assert_failed(&send(&mut other, &again, "{}").await, "refused");
        assert_failed(&send(&mut other, &again, &good).await, "over");
        let used = device.show(&options(&page));
        send(&mut one, &page, &used).await.assert_at("/nhs-login-consent");
        let replayed = asked(&service, &mut one, EITHER).await;
        assert_failed(&send(&mut one, &replayed, &used).await, "refused");
        let late = one.open("/login/passkey").await;
        let answer = device.show(&options(&late));
        sandpit.advance(CHALLENGE_LIFE);
        let failed = send(&mut one, &late, &answer).await;
        assert_failed(&failed, "over");
        assert!(failed.main().contains("This took too long"), "{}", failed.main());
    }

    async fn five_failures_lock_a_persons_passkeys_and_not_their_password(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        let mut device = device_of(&sandpit, people::P9, 1).await;
        let mut visitor = sandpit.visitor();
        for attempt in 1..=6 {
            device.flags = if attempt < 6 { PRESENT } else { PRESENT | VERIFIED };
            let page = asked(&service, &mut visitor, EITHER).await;
            let failed = use_it(&mut visitor, &page, &mut device).await;
            assert_failed(&failed, if attempt < 5 { "refused" } else { "locked" });
        }
        let page = visitor.open("/login").await;
        visitor.sign_in(&page, people::P9).await.assert_at("/nhs-login-consent");
        sandpit.advance(SignedDuration::from_mins(15));
        let page = asked(&service, &mut visitor, EITHER).await;
        use_it(&mut visitor, &page, &mut device).await.assert_at("/nhs-login-consent");
    }

    async fn answers_from_one_address_are_counted_with_its_passwords(database: &TestDatabase) {
        let many = std::num::NonZeroU32::new(10_000).unwrap();
        let limits = Limits {
            client_requests: many,
            client_look_ups: many,
            client_provisionings: many,
            address_requests: many,
            address_sign_ins: std::num::NonZeroU32::MIN,
        };
        let sandpit = Sandpit::with(database, |setup| setup.settings.limits = Some(limits));
        let service = service(&sandpit).await;
        let mut visitor = sandpit.visitor();
        let page = asked(&service, &mut visitor, EITHER).await;
        assert_failed(&send(&mut visitor, &page, "{}").await, "refused");
        assert_eq!(send(&mut visitor, &page, "{}").await.status, 429);
    }

    async fn each_environment_has_its_own_passkeys(database: &TestDatabase) {
        let sandpit = Sandpit::with(database, |_| {});
        let integration = Sandpit::with(database, |setup| {
            setup.environment = Environment::integration("http://localhost:4002");
        });
        let mut device = device_of(&sandpit, people::P9, 1).await;
        let service = service(&integration).await;
        let mut visitor = integration.visitor();
        device.origin = "http://localhost:4002";
        let page = asked(&service, &mut visitor, EITHER).await;
        assert_failed(&use_it(&mut visitor, &page, &mut device).await, "refused");
    }

    async fn passkeys_go_with_their_account_and_a_removed_one_signs_nobody_in(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        let mut device = device_of(&sandpit, people::P9, 1).await;
        let (ctx, environment) = (&sandpit.ctx, &sandpit.environment);
        let account = holder(&sandpit, people::P9).await.account;
        let passkey = account_passkeys::list(ctx, environment, &account).await.unwrap().remove(0);
        assert_eq!(passkey.name, "Work phone");
        let stranger = holder(&sandpit, people::P5).await.account;
        assert!(account_passkeys::remove(ctx, environment, &stranger, passkey.id).await.is_err());
        assert!(account_passkeys::rename(ctx, environment, &stranger, passkey.id, "Mine").await.is_err());
        account_passkeys::rename(ctx, environment, &account, passkey.id, " ").await.unwrap();
        sandpit.advance(SignedDuration::from_secs(1));
        account_passkeys::remove(ctx, environment, &account, passkey.id).await.unwrap();
        let subjects: Vec<String> = sandpit.messages_to(people::P9).await.into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, ["A passkey was added to your NHS login", "A passkey was removed from your NHS login"]);
        let mut visitor = sandpit.visitor();
        let page = asked(&service, &mut visitor, EITHER).await;
        assert_failed(&use_it(&mut visitor, &page, &mut device).await, "refused");
        device_of(&sandpit, people::P5, 2).await;
        let (ctx, id) = (sandpit.ctx.clone(), environment.id.clone());
        tokio::task::spawn_blocking(move || app::people::reset(&ctx, &id)).await.unwrap().unwrap();
        assert_eq!(sandpit.count("SELECT count(*) FROM account_passkey").await, 0);
    }

    async fn a_passkey_is_made_by_a_verified_person_on_our_own_site_and_is_nobody_elses(sandpit: Sandpit) {
        let (ctx, environment) = (&sandpit.ctx, &sandpit.environment);
        let (one, other) = (holder(&sandpit, people::P9).await, holder(&sandpit, people::P5).await);
        let lies: [fn(&mut PasskeyDevice); 2] =
            [|device| device.flags = PRESENT, |device| device.origin = "http://evil.example"];
        for lie in lies {
            let mut device = PasskeyDevice::new(1, ISSUER);
            lie(&mut device);
            let answer = device.make(&account_passkeys::begin(ctx, environment, &one).await.unwrap());
            assert!(account_passkeys::add(ctx, environment, &one, "", &answer).await.is_err());
        }
        device_of(&sandpit, people::P9, 1).await;
        let taken = PasskeyDevice::new(1, ISSUER).make(&account_passkeys::begin(ctx, environment, &other).await.unwrap());
        assert!(account_passkeys::add(ctx, environment, &other, "", &taken).await.is_err());
        for number in 2..=10 {
            device_of(&sandpit, people::P9, number).await;
        }
        let full = account_passkeys::begin(ctx, environment, &one).await.expect_err("there are ten");
        assert!(full.to_string().contains("10 passkeys"), "{full}");
        assert_eq!(sandpit.count("SELECT count(*) FROM account_passkey").await, 10);
    }

    async fn whoever_needs_a_passkey_and_has_none_adds_one_after_both_factors_and_uses_it(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        let mut visitor = sandpit.visitor();
        let page = begin(&service, &mut visitor, r#"["P0.Cm"]"#).await;
        let page = up_to_code(&mut visitor, &page, people::P0, people::PASSWORD).await;
        let page = visitor.give_code(&page, people::CODE).await;
        page.assert_at("/add-passkey");
        assert!(page.main().contains("you do not have one yet") && !page.buttons().contains(&"Not now".into()));
        let mut device = PasskeyDevice::new(1, ISSUER);
        let refused = visitor.press(&page, "Add a passkey", &[("input[name=answer]", "{}")]).await;
        assert_eq!(refused.status, 409);
        let answer = device.make(&options(&refused));
        let page = visitor.press(&refused, "Add a passkey", &[("input[name=answer]", &answer)]).await;
        page.assert_at("/login/passkey");
        let page = use_it(&mut visitor, &page, &mut device).await;
        let code = visitor.agree(&page).await.parameter("code");
        let tokens = Tokens::of(&service.redeem(&code).await);
        assert_eq!(service.verify(&tokens.id).await.claims["vot"], "P0.Cm");
        assert_eq!(sandpit.messages_to(people::P0).await[0].subject, "A passkey was added to your NHS login");
        // Who has one is asked for it, and adds no other here.
        let page = begin(&service, &mut visitor, r#"["P0.Cm"]"#).await;
        let page = up_to_code(&mut visitor, &page, people::P0, people::PASSWORD).await;
        visitor.give_code(&page, people::CODE).await.assert_at("/login");
    }

    async fn a_passkey_is_offered_after_the_code_where_it_is_of_use_and_added_there(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        somebody_new(&sandpit, &service).await;
        let mut visitor = sandpit.visitor();
        let page = begin(&service, &mut visitor, EITHER).await;
        let page = up_to_code(&mut visitor, &page, NEW, people::NEW_PASSWORD).await;
        let page = code_from_device(&mut visitor, &page, &sandpit.latest_code(E164).await).await;
        page.assert_at("/add-passkey");
        assert!(page.main().contains("Sign in faster next time"), "{}", page.main());
        let mut device = PasskeyDevice::new(1, ISSUER);
        let answer = device.make(&options(&page));
        let back = visitor.press(&page, "Add a passkey", &[("input[name=answer]", &answer)]).await;
        let tokens = Tokens::of(&service.redeem(&back.parameter("code")).await);
        assert_eq!(service.verify(&tokens.id).await.claims["vot"], "P0.Cp.Cd", "what was done, and no more");
        let page = asked(&service, &mut visitor, EITHER).await;
        let back = use_it(&mut visitor, &page, &mut device).await;
        let tokens = Tokens::of(&service.redeem(&back.parameter("code")).await);
        assert_eq!(service.verify(&tokens.id).await.claims["vot"], "P0.Cm");
        // Whoever has one is not offered another.
        let page = begin(&service, &mut visitor, EITHER).await;
        let page = up_to_code(&mut visitor, &page, NEW, people::NEW_PASSWORD).await;
        let back = code_from_device(&mut visitor, &page, &sandpit.latest_code(E164).await).await;
        assert!(!back.parameter("code").is_empty(), "{}", back.url);
    }

    async fn not_now_is_taken_for_an_answer_for_ninety_days(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        somebody_new(&sandpit, &service).await;
        for (days, offered) in [(0, true), (89, false), (1, true)] {
            sandpit.advance(SignedDuration::from_hours(24 * days));
            let mut visitor = sandpit.visitor();
            let page = begin(&service, &mut visitor, EITHER).await;
            let page = up_to_code(&mut visitor, &page, NEW, people::NEW_PASSWORD).await;
            let page = code_from_device(&mut visitor, &page, &sandpit.latest_code(E164).await).await;
            assert_eq!(page.url == "/add-passkey", offered, "after {days} more days: {}", page.url);
            let back = if offered { visitor.press(&page, "Not now", &[]).await } else { page };
            assert!(!back.parameter("code").is_empty(), "{}", back.url);
        }
    }

    async fn row_15_11_nobody_is_offered_a_passkey_on_the_documented_way(sandpit: Sandpit) {
        let service = service(&sandpit).await;
        somebody_new(&sandpit, &service).await;
        // Test people; services that take none; browsers without a device that makes them.
        for (vtr, email, password, is_asked) in [
            (EITHER, people::P0, people::PASSWORD, false),
            (r#"["P0.Cp.Cd"]"#, NEW, people::NEW_PASSWORD, false),
            (EITHER, NEW, people::NEW_PASSWORD, true),
        ] {
            let mut visitor = sandpit.visitor();
            let page = begin(&service, &mut visitor, vtr).await;
            let page = up_to_code(&mut visitor, &page, email, password).await;
            assert_eq!(page.has("input[name=makes-passkeys]"), is_asked, "{vtr} {email}");
            let code = if email == NEW { sandpit.latest_code(E164).await } else { people::CODE.to_owned() };
            let page = visitor.give_code(&page, &code).await;
            assert!(page.url == "/nhs-login-consent" || !page.parameter("code").is_empty(), "{}", page.url);
            if email != NEW {
                // Nor whoever makes their browser say that it has one.
                let page = begin(&service, &mut visitor, vtr).await;
                up_to_code(&mut visitor, &page, email, password).await;
                let form = crate::support::Parameters::of([("otp", people::CODE), ("makes-passkeys", "yes")]);
                visitor.post("/enter-mobile-code", &form).await.assert_at("/nhs-login-consent");
            }
        }
    }
}
