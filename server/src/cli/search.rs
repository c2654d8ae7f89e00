use super::{output, user};
use crate::context::Context;
use clap::Args;
use model::{MessageRow, PAGE_SIZE, Span};
use serde::Serialize;
use std::process::ExitCode;
use store::Zone;

/// `pillarbox search`
#[derive(Debug, Args)]
pub struct Search {
    /// Whose mail
    user: String,
    /// What to look for, as in the search box: `from:ada invoice -draft`. Days in it, and the times
    /// printed, are those of this machine's time zone (TZ); UTC if it has none
    query: String,
    /// Messages at most
    #[arg(long, default_value_t = PAGE_SIZE)]
    limit: i64,
    /// One object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Hit<'a> {
    id: i64,
    date: i64,
    from: String,
    subject: String,
    snippet: String,
    folder: &'a str,
}

impl Search {
    /// Prints what is found, newest first.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let user = user::find(context, &self.user).await?.id;
        let zone = Zone::of_machine();
        let parsed = model::search::parse_in(&self.query, context.clock.now(), &zone);
        if let Some(notice) = &parsed.notice {
            eprintln!("pillarbox: {notice}");
        }
        let mut left = self.limit;
        let mut at = None;
        while left > 0 {
            let limit = left.min(PAGE_SIZE);
            let page = context.store.search(user, &parsed.query, at, limit).await?;
            for row in &page.rows {
                self.print(row, &zone)?;
            }
            left -= limit;
            at = page.older;
            if at.is_none() {
                break;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, row: &MessageRow, zone: &Zone) -> anyhow::Result<()> {
        let hit = Hit {
            id: row.id.0,
            date: row.date,
            from: row.from.to_string(),
            subject: row.subject_text(),
            snippet: text(&row.snippet),
            folder: &row.folder_name,
        };
        output::line(self.json, &hit, || {
            let (id, date) = (hit.id, zone.clock(hit.date));
            format!("{id}  {date}  {}  {}\n    {}", hit.from, hit.subject, hit.snippet)
        })
    }
}

fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
