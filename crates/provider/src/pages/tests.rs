//! Holds every page in every state to what all pages promise, and the journey to its documented hooks.
