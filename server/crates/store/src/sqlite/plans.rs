//! In builds that check themselves, the plan of every statement is looked at when it is first run:
//! one that reads a whole table, and does not say so, ends the test that ran it. So no test can
//! go through a page, a pass or a job whose time grows with all mail of all users.

use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

/// What a statement that is meant to read everything has in it: a check, what an operator asks for,
/// what comes to its end early.
const MEANT: &str = "/* all */";

static SEEN: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Looks at the plan, unless that was done.
///
/// # Panics
/// When it reads all of a table.
pub(crate) async fn check(connection: &mut SqliteConnection, sql: &str) {
    let is_new =
        |seen: &mut Option<HashSet<String>>| seen.get_or_insert_default().insert(sql.to_owned());
    if sql.contains(MEANT) || !is_new(&mut SEEN.lock().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    // What is not right about it is told where it runs.
    let Ok(steps) = sqlx::query(explain).fetch_all(connection).await else { return };
    let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
    let plan = steps.join("\n");
    assert!(!reads_everything(&plan), "this reads all of a table: {sql}\n{plan}");
}

/// Whether a plan, a step a line, reads all of a table. Full-text tables are asked by what matches;
/// rows that a statement brings with it, or has found itself, are no table.
pub(crate) fn reads_everything(plan: &str) -> bool {
    const OWN: [&str; 4] = ["CONSTANT ROW", "(subquery", "(join", "sqlite_sequence"];
    plan.lines().filter_map(|step| step.strip_prefix("SCAN ")).any(|what| {
        let name = what.split(' ').next().unwrap_or_default();
        let found = |begin: &str| plan.lines().any(|step| step.strip_prefix(begin) == Some(name));
        let own = OWN.iter().any(|own| what.starts_with(own))
            || found("CO-ROUTINE ")
            || found("MATERIALIZE ");
        !own && !what.contains("VIRTUAL TABLE INDEX") && !what.contains("-ROW VALUES CLAUSE")
    })
}
