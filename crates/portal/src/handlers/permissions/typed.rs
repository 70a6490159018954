//! Between the form of a permission and what the use case takes: everything that is wrong is said at once.

use std::collections::BTreeSet;

use app::clients::{
    permissions::{self, Permit},
    reason,
};
use identity::Permission;
use kernel::OdsCode;
use web_kit::{FieldErrors, FormData};

use crate::{
    pages::{PermissionTyped, PermissionsPage},
    words::sentence,
};

pub fn of(sent: &FormData) -> PermissionTyped {
    PermissionTyped {
        permission: sent.text(PermissionsPage::PERMISSION).to_owned(),
        ods_codes: sent.text("ods_codes").to_owned(),
        reason: sent.text(PermissionsPage::REASON).to_owned(),
    }
}

pub fn permit(typed: &PermissionTyped) -> Result<Permit, FieldErrors> {
    let mut errors = FieldErrors::new();
    let permission = typed.permission.parse::<Permission>();
    if permission.is_err() {
        errors.add(PermissionsPage::PERMISSION, "Select what the client may do");
    }
    let ods_codes = codes(&typed.ods_codes);
    let fitting = match (&permission, &ods_codes) {
        (_, Err(wrong)) => Err(wrong.clone()),
        (Ok(permission), Ok(codes)) => permissions::check_organisations(*permission, codes).map_err(sentence),
        (Err(_), Ok(_)) => Ok(()),
    };
    if let Err(words) = fitting {
        errors.add(PermissionsPage::ODS_CODES, words);
    }
    if let Err(problem) = reason::parse(&typed.reason) {
        errors.add(PermissionsPage::REASON, sentence(problem));
    }
    match (permission, ods_codes) {
        (Ok(permission), Ok(ods_codes)) if errors.is_empty() => {
            Ok(Permit { permission, ods_codes, reason: typed.reason.clone() })
        }
        _ => Err(errors),
    }
}

/// The codes, or words about each that is none.
fn codes(text: &str) -> Result<BTreeSet<OdsCode>, String> {
    let written = text.split([',', ' ', '\t', '\r', '\n']).filter(|code| !code.is_empty());
    let (mut good, mut wrong) = (BTreeSet::new(), Vec::new());
    for code in written {
        match code.parse::<OdsCode>() {
            Ok(code) => {
                good.insert(code);
            }
            Err(_) => wrong.push(code.chars().take(40).collect::<String>()),
        }
    }
    if wrong.is_empty() {
        return Ok(good);
    }
    let (are, codes) = if wrong.len() == 1 { ("is", "an ODS code") } else { ("are", "ODS codes") };
    Err(format!("{} {are} not {codes}: enter 3 to 12 letters and numbers, like A12345", wrong.join(" and ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(permission: &str, ods_codes: &str, reason: &str) -> PermissionTyped {
        PermissionTyped { permission: permission.into(), ods_codes: ods_codes.into(), reason: reason.into() }
    }

    #[test]
    fn codes_are_read_however_they_are_parted() {
        let permit = permit(&typed("provision-accounts", "a00001, A00002\r\nA00001", "agreed")).unwrap();
        let codes: Vec<&str> = permit.ods_codes.iter().map(OdsCode::as_str).collect();
        assert_eq!(codes, ["A00001", "A00002"]);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let said = |typed: &PermissionTyped, beside: &str, words: &str| {
            let message = format!("{:?}", permit(typed).unwrap_err().beside(beside));
            assert!(message.contains(words), "{message}");
        };
        let all = typed("fly", "A1 A00001 B?B?B", " ");
        said(&all, PermissionsPage::PERMISSION, "Select what the client may do");
        said(&all, PermissionsPage::ODS_CODES, "A1 and B?B?B are not ODS codes");
        said(&all, PermissionsPage::REASON, "Say why");
        let nobodys = typed("provision-accounts", "", "agreed");
        said(&nobodys, PermissionsPage::ODS_CODES, "Name the organisations");
        let for_one = typed("look-up-users", "A00001", "agreed");
        said(&for_one, PermissionsPage::ODS_CODES, "Only the permission to provision accounts");
    }
}
