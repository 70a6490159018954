//! Reads identity's words from their stored text; what a newer release wrote and this one does not know is an error.

use identity::{Credentials, ProofingLevel, ScopeSet, VectorOfTrust};

use crate::{Row, StoreError};

pub(super) fn level(row: &Row<'_>, index: usize) -> Result<ProofingLevel, StoreError> {
    let name: String = row.get(index)?;
    ProofingLevel::named(&name).ok_or_else(|| unknown("a proofing level", &name))
}

pub(super) fn scopes(row: &Row<'_>, index: usize) -> Result<ScopeSet, StoreError> {
    Ok(ScopeSet::from(row.get::<String>(index)?))
}

pub(super) fn credentials(row: &Row<'_>, index: usize) -> Result<Credentials, StoreError> {
    Ok(Credentials::from(row.get::<String>(index)?))
}

pub(super) fn vector(row: &Row<'_>, index: usize) -> Result<VectorOfTrust, StoreError> {
    let text: String = row.get(index)?;
    text.parse().map_err(|_| unknown("a vector of trust", &text))
}

pub(super) fn unknown(wanted: &str, found: &str) -> StoreError {
    StoreError::inconsistent(wanted, format_args!("{found:?} is stored"))
}
