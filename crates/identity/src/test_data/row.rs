//! From raw cells to what they ask for: every fault of a row at once, each at its column.

use std::{fmt::Display, str::FromStr};

use kernel::{Date, MobileNumber, NhsNumber};

use super::{
    Change,
    Column::{
        self, DateOfBirth, DisableOtp, DisablePdsTrace, EmailAddress, FirstName, GpAccountId,
        GpConnectionToken, GpLinkageKey, GpOdsCode, GpicProvided, LastName, ManuallyConfirmed, MiddleNames,
        NewLevel, PhoneNumber, PhoneNumberPdsMatched, Postcode,
    },
    Fault, Gp, RawRow, Row, Sheet, Uplift,
};
use crate::{
    ProofingLevel,
    account::GpCredentials,
    demographics::{YOUNGEST, is_too_young},
};

const LONGEST_NAME: usize = 100;
const LONGEST_CREDENTIAL: usize = 100;

impl RawRow {
    /// What it asks for. `today` decides who is old enough.
    pub fn parse(&self, today: Date) -> Result<Row, Vec<Fault>> {
        let mut cells = Cells { row: self, faults: Vec::new() };
        let email = cells.read(EmailAddress);
        let change = match self.sheet {
            Sheet::P5Users => cells.uplift(ProofingLevel::P5, today),
            Sheet::P9Users => cells.uplift(ProofingLevel::P9, today),
            Sheet::ResetProofingLevels => cells
                .needed(NewLevel)
                .and_then(|text| {
                    let level = ProofingLevel::named(&format!("P{}", text.trim_start_matches(['P', 'p'])));
                    cells.or_fault(NewLevel, level.ok_or("write 0, 5 or 9"))
                })
                .map(Change::Lower),
        };
        match (email, change) {
            (Some(email), Some(change)) if cells.faults.is_empty() => Ok(Row { email, change }),
            _ => Err(cells.faults),
        }
    }

    /// The address as it was typed, for whoever has to find the row again.
    pub fn email(&self) -> Option<&str> {
        self.cells.get(&EmailAddress).map(String::as_str)
    }
}

/// A row being read, with what was wrong so far.
struct Cells<'r> {
    row: &'r RawRow,
    faults: Vec<Fault>,
}

impl Cells<'_> {
    fn text(&self, column: Column) -> Option<&str> {
        self.row.cells.get(&column).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn needed(&mut self, column: Column) -> Option<String> {
        let text = self.text(column).map(str::to_owned);
        if text.is_none() {
            self.faults.push(Fault::at(column, "fill this in"));
        }
        text
    }

    fn or_fault<T>(&mut self, column: Column, read: Result<T, impl Display>) -> Option<T> {
        read.map_err(|problem| self.faults.push(Fault::at(column, problem.to_string()))).ok()
    }

    fn read<T: FromStr<Err: Display>>(&mut self, column: Column) -> Option<T> {
        let text = self.needed(column)?;
        self.or_fault(column, text.parse())
    }

    fn flag(&mut self, column: Column) -> Option<bool> {
        let text = self.needed(column)?;
        self.or_fault(column, truth(&text))
    }

    fn name(&mut self, column: Column) -> Option<String> {
        let text = self.needed(column)?;
        self.or_fault(column, short(&text, LONGEST_NAME))
    }

    fn uplift(&mut self, level: ProofingLevel, today: Date) -> Option<Change> {
        // Each cell is read before any is asked for: somebody with three mistakes learns of three.
        let (first, last) = (self.name(FirstName), self.name(LastName));
        let middle = self.text(MiddleNames).map(str::to_owned);
        let middle = middle.map(|text| self.or_fault(MiddleNames, short(&text, LONGEST_NAME)));
        let birthdate =
            self.needed(DateOfBirth).and_then(|text| self.or_fault(DateOfBirth, day(&text, today)));
        let mobile = self.needed(PhoneNumber).and_then(|text| self.or_fault(PhoneNumber, phone(&text)));
        let is_mobile_matched = self.flag(PhoneNumberPdsMatched);
        let nhs_number = self
            .needed(Column::NhsNumber)
            .and_then(|text| self.or_fault(Column::NhsNumber, for_tests(&text)));
        let postcode = (level == ProofingLevel::P5).then(|| self.read(Postcode));
        let has_static_code = self.flag(DisableOtp);
        let is_traced = self.flag(DisablePdsTrace).map(|disabled| !disabled);
        let gp_ods_code = self.read(GpOdsCode);
        let gp = if level == ProofingLevel::P9 { self.gp() } else { Some(Gp::Nothing) };
        if self.flag(ManuallyConfirmed) == Some(false) {
            let words = "open the account and confirm its email address and phone first, then write TRUE";
            self.faults.push(Fault::at(ManuallyConfirmed, words));
        }
        let first = first?;
        Some(Change::Uplift(Box::new(Uplift {
            level,
            given_name: match middle {
                Some(middle) => format!("{first} {}", middle?),
                None => first,
            },
            family_name: last?.to_uppercase(),
            birthdate: birthdate?,
            mobile: mobile?,
            is_mobile_matched: is_mobile_matched?,
            nhs_number: nhs_number?,
            postcode: match postcode {
                Some(read) => Some(read?),
                None => None,
            },
            has_static_code: has_static_code?,
            is_traced: is_traced?,
            gp_ods_code: gp_ods_code?,
            gp: gp?,
        })))
    }

    fn gp(&mut self) -> Option<Gp> {
        let is_provided = match self.text(GpicProvided).map(str::to_owned) {
            Some(text) => self.or_fault(GpicProvided, truth(&text))?,
            None => false,
        };
        let given = [GpAccountId, GpConnectionToken, GpLinkageKey].map(|column| {
            let text = self.text(column).map(str::to_owned)?;
            Some(self.or_fault(column, short(&text, LONGEST_CREDENTIAL)))
        });
        if !is_provided && given.iter().any(Option::is_some) {
            let words = "write TRUE, or leave the three columns after it empty";
            self.faults.push(Fault::at(GpicProvided, words));
            return None;
        }
        let [account_id, _, linkage_key] = given;
        match (account_id, linkage_key) {
            _ if !is_provided => Some(Gp::Nothing),
            (None, None) => Some(Gp::Defaults),
            (Some(gp_user_id), Some(gp_linkage_key)) => {
                Some(Gp::These(GpCredentials { gp_user_id: gp_user_id?, gp_linkage_key: gp_linkage_key? }))
            }
            (account_id, _) => {
                let missing = if account_id.is_none() { GpAccountId } else { GpLinkageKey };
                let words = "fill in the account ID and the linkage key, or neither for those of the record";
                self.faults.push(Fault::at(missing, words));
                None
            }
        }
    }
}

fn truth(text: &str) -> Result<bool, &'static str> {
    match text.to_ascii_uppercase().as_str() {
        "TRUE" | "1" => Ok(true),
        "FALSE" | "0" => Ok(false),
        _ => Err("write TRUE or FALSE"),
    }
}

fn short(text: &str, most: usize) -> Result<String, String> {
    if text.chars().count() > most {
        return Err(format!("write {most} characters or fewer"));
    }
    if text.chars().any(char::is_control) {
        return Err("write it on one line, without hidden characters".to_owned());
    }
    Ok(text.to_owned())
}

fn day(text: &str, today: Date) -> Result<Date, String> {
    let european = |text: &str| {
        let mut parts = text.splitn(3, '/').map(|part| part.trim().parse::<i16>().ok());
        let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let day = text.parse().ok().or_else(|| european(text));
    let day = day.filter(|day: &Date| day.year() >= 1850);
    let day = day.ok_or("write a real date as YYYY-MM-DD or DD/MM/YYYY, like 1968-02-12")?;
    if day > today {
        return Err("write a date in the past".to_owned());
    }
    if is_too_young(day, today) {
        return Err(format!(
            "write the date of somebody who is {YOUNGEST} or older: nobody younger has an account"
        ));
    }
    Ok(day)
}

/// Spreadsheets take a phone number for a number, and drop the plus or the nought with which it begins.
fn phone(text: &str) -> Result<MobileNumber, String> {
    let restored = match (text.len(), text.get(..1), text.get(..3)) {
        (10, Some("7"), _) => format!("0{text}"),
        (12, _, Some("447")) => format!("+{text}"),
        _ => text.to_owned(),
    };
    restored.parse().map_err(|_| "write a UK mobile phone number that begins with +44 or 07".to_owned())
}

fn for_tests(text: &str) -> Result<NhsNumber, String> {
    let number: NhsNumber = text.parse().map_err(|problem: kernel::NhsNumberProblem| problem.to_string())?;
    if number.is_for_tests() {
        Ok(number)
    } else {
        Err("write a number that begins with 999: the others can belong to real people".to_owned())
    }
}
