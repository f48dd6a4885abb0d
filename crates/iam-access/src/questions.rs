//! Questions about whole accounts: who may do something, and what a principal may do.
//!
//! [`Accounts`] holds the principals of one or several dumps. [`Accounts::who_can`] finds those
//! that may do an action, by their own policies or by assuming roles; [`Accounts::can`] counts the
//! actions that one may do, by service and access level; [`Accounts::can_on`] says on which
//! resources one may do an action. All layers count, each answer has its reason, and what was
//! assumed is part of it.

mod accounts;
mod actions;
mod as_report;
mod assume;
mod caller;
mod chain;
mod extent;
mod find;
mod known;
mod on_roles;
mod outside;
mod outsiders;
mod place;
mod resources;
mod what_if;
mod who_can;

pub use accounts::{Accounts, UnknownOwner};
pub use actions::{ActionAnswer, Actions, LevelCounts, Selection, ServiceAnswer};
pub use extent::{Extent, Grant};
pub use find::{NotOne, find};
pub use known::{KnownTwice, unknown_action};
pub use outsiders::{Outsider, OutsiderKind};
pub use place::Place;
pub use resources::{OnResources, PatternAnswer};
pub use what_if::{
    ReplaceError, Replacement, UnknownLayer, attach, attach_to, replace, title, without,
};
pub use who_can::{Chain, Holder, Step, WhoCan};
