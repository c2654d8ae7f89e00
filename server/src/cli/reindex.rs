use super::{output, user};
use crate::{
    context::Context,
    transfer::{self, ReadAnew},
};
use clap::Args;
use std::process::ExitCode;

/// `pillarbox reindex`
#[derive(Debug, Args)]
pub struct Reindex {
    /// Whose mail; that of all if not given
    user: Option<String>,
}

impl Reindex {
    /// Reads every message anew.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let user = match &self.user {
            Some(address) => Some(user::find(context, address).await?.id),
            None => None,
        };
        let ReadAnew { count, damaged } = transfer::reindex(context, user).await?;
        println!("{} indexed anew.", output::count(count, "message"));
        output::damaged(&damaged);
        Ok(if damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
