use super::{output, user};
use crate::{context::Context, jobs};
use clap::Args;
use serde::Serialize;
use std::{process::ExitCode, sync::Arc};

/// `pillarbox collect`
#[derive(Debug, Args)]
pub struct Collect {
    /// Whose accounts; all if not given
    user: Option<String>,
    /// One object a line
    #[arg(long)]
    json: bool,
}

/// What one pass did, for programs.
#[derive(Serialize)]
struct Report<'a> {
    account: i64,
    address: &'a str,
    new: i64,
    bytes: i64,
    skipped: i64,
    deleted: i64,
    seconds: f64,
    failed: bool,
    problem: &'a str,
}

impl Collect {
    /// One pass over each account.
    pub async fn run(self, context: &Arc<Context>) -> anyhow::Result<ExitCode> {
        let user = match &self.user {
            Some(address) => Some(user::find(context, address).await?.id),
            None => None,
        };
        let reports = jobs::collect::collect_once(context, user).await?;
        for report in &reports {
            let pass = &report.pass;
            #[expect(clippy::cast_precision_loss, reason = "a pass takes less than an age")]
            let seconds = (pass.finished - pass.started) as f64 / 1000.0;
            let object = Report {
                account: report.account.0,
                address: &report.address,
                new: pass.new,
                bytes: pass.bytes,
                skipped: pass.skipped,
                deleted: pass.deleted,
                seconds,
                failed: report.failed,
                problem: &pass.problem,
            };
            output::line(self.json, &object, || {
                let Report { address, new, bytes, skipped, deleted, problem, .. } = object;
                format!(
                    "{address}: {new} new, {bytes} bytes, {skipped} skipped, {deleted} deleted, \
                     {seconds:.1} s{}{problem}",
                    if problem.is_empty() { "" } else { "\n  " }
                )
            })?;
        }
        let failed = reports.iter().any(|report| report.failed);
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
