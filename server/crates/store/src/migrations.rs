//! The schema of each engine, step by step: the files in `migrations`, whose names begin with
//! their number. A step that was released is never changed; the next one changes what it made.
//!
//! They are listed here, and not found by `sqlx::migrate!`: with the macros of `sqlx` every build
//! from nothing compiles both drivers and `SQLite` a second time, for the compiler to run.

use sqlx::{
    SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
};

/// A file's name without its ending, and what it holds.
type Step = (&'static str, &'static str);

macro_rules! files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")))),*]
    };
}

/// The first steps of an engine, and those that both have.
macro_rules! steps {
    ($folder:literal: $($own:literal),*) => {
        files!($folder:
            $($own,)*
            "0004_headers",
            "0005_labels",
            "0006_nested_folders",
            "0007_saved_searches",
            "0008_conversations",
            "0009_spam",
            "0010_documents",
            "0011_jobs",
            "0012_filters",
            "0013_muted_conversations",
            "0014_space",
            "0015_snoozed",
            "0016_daily_searches",
            "0017_properties",
            "0018_listings",
            "0019_passes_and_stubs",
            "0020_large_messages_out_of_sight",
            "0021_times",
            "0022_zones",
            "0023_erase_after",
        )
    };
}

const SQLITE: &[Step] =
    steps!("sqlite": "0001_store", "0002_oversized_and_counts", "0003_accounts");
const POSTGRES: &[Step] = steps!("postgres": "0003_store");

/// The steps of `SQLite`.
pub(crate) fn sqlite() -> Migrator {
    migrator(SQLITE)
}

/// The steps of `PostgreSQL`, which came with the third.
pub(crate) fn postgres() -> Migrator {
    migrator(POSTGRES)
}

fn migrator(steps: &[Step]) -> Migrator {
    let migration = |(name, sql): &Step| {
        let (number, what) = name.split_once('_').unwrap_or((name, ""));
        Migration::new(
            number.parse().unwrap_or_default(),
            what.replace('_', " ").into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(steps.iter().map(migration).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    #[test]
    fn every_file_is_listed_under_a_number_of_its_own() {
        for (folder, steps) in [("sqlite", SQLITE), ("postgres", POSTGRES)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
            let files = fs::read_dir(folder).expect("the folder").map(|entry| {
                let name = entry.expect("an entry").file_name().into_string().expect("text");
                name.strip_suffix(".sql").expect("SQL").to_owned()
            });
            let mut files: Vec<String> = files.collect();
            files.sort();
            let listed: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
            assert_eq!(files, listed);
            let numbers: Vec<i64> = migrator(steps).iter().map(|step| step.version).collect();
            let last = numbers.last().copied().unwrap_or_default();
            let first = numbers.first().copied().unwrap_or_default();
            assert_eq!(numbers, (first..=last).collect::<Vec<_>>());
        }
    }
}
