//! Commands, one by one: what they lead to, and when they are refused.
