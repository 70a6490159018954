//! What the portal keeps: who signs in, what they belong to, and what they look for in their traffic.

pub mod organisations;
pub mod passkeys;
pub mod products;
pub mod registers;
pub mod roles;
pub mod second_factors;
pub mod sign_ins;
pub mod staff_sign_ins;
pub mod tokens;
pub mod traffic;
pub mod users;
