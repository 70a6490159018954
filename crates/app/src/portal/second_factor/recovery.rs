//! Recovery codes: ten, shown once, each works once, for somebody who has lost what they show otherwise.

use kernel::{EmailAddress, Random};
use store::queries::portal::{second_factors as queries, users};

use super::{FactorRefusal, Holder, NOT_YOU};
use crate::{
    Context, Error,
    context::UserId,
    messages::{self, Draft},
    outbox,
};

pub const RECOVERY_CODES: usize = 10;

// 32 symbols that are not taken for each other, so that each is five bits of a byte.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
const LENGTH: usize = 10;

/// New codes such as `k3p7w-m2x9a`: 50 bits each.
pub(super) fn draw(ctx: &Context) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| draw_one(&*ctx.random)).collect()
}

fn draw_one(random: &dyn Random) -> String {
    let mut bytes = [0; LENGTH];
    random.fill(&mut bytes);
    let code: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    format!("{}-{}", &code[..LENGTH / 2], &code[LENGTH / 2..])
}

/// What is kept of a code, however it was typed.
pub(super) fn digest(ctx: &Context, user: UserId, code: &str) -> [u8; 32] {
    let code: String = code.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    ctx.derived.digest_of_code(user.uuid().as_bytes(), &format!("recovery {code}"))
}

pub(super) fn digests(ctx: &Context, user: UserId, codes: &[String]) -> Vec<[u8; 32]> {
    codes.iter().map(|code| digest(ctx, user, code)).collect()
}

/// Makes new codes; those before stop working. Needs a second factor that was shown a short time ago.
pub async fn renew(ctx: &Context, holder: &Holder) -> Result<Vec<String>, Error<FactorRefusal>> {
    let (user, now) = (holder.user_id, ctx.now());
    if !holder.is_fresh(now) {
        return Err(FactorRefusal::NotFresh.into());
    }
    let codes = draw(ctx);
    let digests = digests(ctx, user, &codes);
    let message = ctx.message("portal", renewed(&holder.email));
    ctx.store
        .write(move |tx| {
            users::lock(tx, user.uuid())?;
            if !queries::has_any(tx, user.uuid())? {
                return Err(FactorRefusal::NotFresh.into());
            }
            queries::replace_recovery_codes(tx, user.uuid(), &digests)?;
            Ok::<_, Error<FactorRefusal>>(outbox::queue(tx, &message)?)
        })
        .await?;
    ctx.outgoing.notify_one();
    Ok(codes)
}

fn renewed(to: &EmailAddress) -> Draft {
    let what = "New recovery codes were made for your Slipway account. Those before do not work any more.";
    messages::to_person(to.clone(), "You have new recovery codes", &[what, NOT_YOU])
}

pub(super) fn used(to: &EmailAddress) -> Draft {
    let what = "A recovery code was used to sign in to your Slipway account. It does not work again.";
    messages::to_person(to.clone(), "A recovery code was used", &[what, NOT_YOU])
}
