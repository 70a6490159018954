//! A reviewer's lane: what waits for the actor's roles, what they may look at besides, and the replies to what they asked.

use onboarding::{policy::Action, role::StaffRole};
use store::queries::{
    looks::{self, Kind, Look},
    portfolio::{self as queries, Listed},
};

use super::{Item, Reply, Row, WAITING, allow, items, load, row};
use crate::{Actor, Context, Error, portal::NotFound};

#[derive(Clone, Debug, Default)]
pub struct Lane {
    /// The titles of the roles that it is for.
    pub roles: Vec<String>,
    pub items: Vec<Item>,
    /// Files of the actor's disciplines that nothing waits for and that nobody has looked at.
    pub files: Vec<Seen>,
    /// To whatever the actor asked, wherever that was.
    pub replies: Vec<Reply>,
}

/// Something to look at for information.
#[derive(Clone, Debug)]
pub struct Seen {
    pub row: Row,
    pub look: Look,
}

/// The lane of the actor's roles.
pub async fn lane(ctx: &Context, actor: Actor) -> Result<Lane, Error<NotFound>> {
    let (context, user) = (ctx.clone(), crate::portal::user(actor)?.to_string());
    ctx.store
        .read(move |tx| {
            let roles = allow(tx, actor, Action::ViewLane)?;
            let (mut waiting, mut files) = (Vec::new(), Vec::new());
            for role in &roles.staff {
                waiting.extend(queries::list_waiting_for(tx, &role.to_string(), None, WAITING)?);
                files.extend(looks::list(tx, Kind::File, &role.to_string(), WAITING)?);
            }
            waiting.sort_by_key(|(_, waiting)| waiting.since);
            waiting.truncate(WAITING as usize);
            files.sort_by_key(|(_, look)| std::cmp::Reverse(look.since));
            files.truncate(WAITING as usize);
            let mut distinct: Vec<Listed> = Vec::new();
            for (listed, _) in &waiting {
                if distinct.iter().all(|known| known.integration.id != listed.integration.id) {
                    distinct.push(listed.clone());
                }
            }
            let known = load(tx, &context, &distinct)?;
            let replies = looks::list(tx, Kind::Reply, &user, WAITING)?;
            Ok(Lane {
                roles: roles.staff.iter().map(StaffRole::title).collect(),
                items: items(&context, waiting, &known),
                files: files
                    .into_iter()
                    .map(|(listed, look)| Seen { row: row(&context, listed), look })
                    .collect(),
                replies: replies
                    .into_iter()
                    .map(|(listed, look)| Reply {
                        row: row(&context, listed),
                        number: look.subject,
                        asked: look.title,
                        reply: look.words,
                        at: look.since,
                    })
                    .collect(),
            })
        })
        .await
}
