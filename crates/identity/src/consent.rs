//! Consent: what a person agreed that one service may see, and when they are asked again.

use crate::{ProofingLevel, ScopeSet};

/// What was agreed to earlier, with this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    pub scopes: ScopeSet,
    /// The person's level when they agreed.
    pub level: ProofingLevel,
}

impl Consent {
    /// Spec section 6: asked at the first sign-in, when a new level was reached, and when the service asks for more.
    pub fn covers(&self, asked: ScopeSet, level: ProofingLevel) -> bool {
        asked.is_subset(self.scopes) && level <= self.level
    }

    /// What is remembered once the person has agreed to `asked` on top of what they had agreed to.
    #[must_use]
    pub fn extended(earlier: Option<Self>, asked: ScopeSet, level: ProofingLevel) -> Self {
        match earlier {
            None => Self { scopes: asked, level },
            Some(earlier) => Self { scopes: earlier.scopes.union(asked), level: earlier.level.max(level) },
        }
    }
}

/// The lines of the consent page: what will be shared of a person at this level, in plain words, each once.
pub fn shared_with_service(
    asked: ScopeSet,
    level: ProofingLevel,
    given_name_available: bool,
) -> Vec<&'static str> {
    let mut lines: Vec<&str> = Vec::new();
    for scope in asked.iter() {
        let hidden = scope == crate::Scope::ProfileExtended && !given_name_available;
        if level >= scope.level() && !hidden {
            lines.extend(
                scope.shared().iter().filter(|line| !lines.contains(line)).copied().collect::<Vec<_>>(),
            );
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> ScopeSet {
        ScopeSet::parse(text).0
    }

    #[test]
    fn consent_is_asked_again_for_more_or_for_a_new_level() {
        let given = Consent::extended(None, scopes("openid email"), ProofingLevel::P5);
        assert!(given.covers(scopes("openid"), ProofingLevel::P5));
        assert!(!given.covers(scopes("openid phone"), ProofingLevel::P5));
        assert!(!given.covers(scopes("openid"), ProofingLevel::P9));
        assert!(
            Consent::extended(Some(given), scopes("phone"), ProofingLevel::P9)
                .covers(scopes("email phone"), ProofingLevel::P9)
        );
    }

    #[test]
    fn the_page_lists_only_what_will_be_shared() {
        let lines =
            shared_with_service(scopes("openid profile email profile_extended"), ProofingLevel::P9, false);
        assert!(lines.contains(&"your NHS number") && lines.contains(&"your email address"));
        assert!(!lines.contains(&"your first name"));
        assert_eq!(
            shared_with_service(scopes("openid profile"), ProofingLevel::P0, true),
            Vec::<&str>::new()
        );
    }
}
