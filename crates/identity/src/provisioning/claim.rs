//! The patient's side: what stands between the link in their e-mail and the account, step by step.

/// What a browser that opened the link is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The digits that went to the mobile phone of the request.
    Code,
    /// Details that the record has and the e-mail does not.
    Details,
    /// Of a new account alone.
    Terms,
    /// A new one, or that of the account which is there.
    Password,
}

impl Stage {
    pub const ALL: [Self; 4] = [Self::Code, Self::Details, Self::Terms, Self::Password];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Details => "details",
            Self::Terms => "terms",
            Self::Password => "password",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// What is asked for once this was given; after the password there is nothing. Whoever has an account agreed to the terms
    /// when they opened it.
    pub const fn next(self, has_account: bool) -> Option<Self> {
        match self {
            Self::Code => Some(Self::Details),
            Self::Details if has_account => Some(Self::Password),
            Self::Details => Some(Self::Terms),
            Self::Terms => Some(Self::Password),
            Self::Password => None,
        }
    }
}

/// Why a claim cannot go on, whatever is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The link was used meanwhile, or ran out.
    Gone,
    /// Too many wrong details came: nobody can claim it any more.
    Closed,
    /// Demographics cannot be asked now; the request stays as it is.
    TryLater,
    /// The record is closed.
    Deceased,
    TooYoung,
    /// Somebody has an account with these details meanwhile.
    AlreadyUsed,
    /// The account with the address has another phone, or another person's NHS number.
    OtherAccount,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(has_account: bool) -> Vec<Stage> {
        std::iter::successors(Some(Stage::Code), |stage| stage.next(has_account)).collect()
    }

    #[test]
    fn a_new_account_is_asked_for_everything_and_one_that_is_there_for_no_terms() {
        assert_eq!(way(false), Stage::ALL);
        assert_eq!(way(true), [Stage::Code, Stage::Details, Stage::Password]);
        assert!(Stage::ALL.iter().all(|stage| Stage::named(stage.name()) == Some(*stage)));
    }
}
