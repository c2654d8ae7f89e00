//! Where a user is, as their browser said last: the days in their searches begin there, also in
//! those that go on, or begin, when no browser is about.

use crate::{
    Result, Store,
    sql::{self, Connection},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use model::{
    UnixMillis, UserId,
    search::{Days, Parsed, Utc, parse, parse_in},
};

/// Bytes of a zone's name; the longest there is has about half.
const LONGEST: usize = 64;

/// A time zone of the IANA's database, which is within this program: all servers know the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// UTC: where somebody is of whom nothing is known.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of a name such as `Europe/Vienna`, whatever the case of its letters.
    pub fn named(name: &str) -> Option<Self> {
        let name = Some(name).filter(|name| name.len() <= LONGEST)?;
        let zone = TimeZone::get(name).ok()?;
        (!zone.is_unknown()).then_some(Self(zone))
    }

    /// The zone of this machine, as `TZ` or its system says.
    pub fn of_machine() -> Self {
        TimeZone::try_system().map_or(Self::UTC, Self)
    }

    /// Its name; the machine's may have none.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or_default()
    }

    /// What calendar and clock show there, such as `2026-11-23 16:40`.
    pub fn clock(&self, at: UnixMillis) -> String {
        let time = Timestamp::from_millisecond(at).map(|at| self.0.to_datetime(at));
        time.map_or_else(
            |_| at.to_string(),
            |time| {
                let (date, hour, minute) = (time.date(), time.hour(), time.minute());
                format!("{date} {hour:02}:{minute:02}")
            },
        )
    }

    /// One that was kept by its name: UTC, too, where the database knows it no longer.
    pub(crate) fn kept(name: &str) -> Self {
        Self::named(name).unwrap_or(Self::UTC)
    }
}

impl Days for Zone {
    fn begin(&self, year: i16, month: i8, day: i8) -> UnixMillis {
        let midnight = Date::new(year, month, day)
            .and_then(|date| date.to_zoned_datetime(self.0.clone()))
            .map(|midnight| midnight.timestamp().as_millisecond());
        // Only the last days of the year 9999 are beyond what it counts.
        midnight.unwrap_or_else(|_| Utc.begin(year, month, day))
    }
}

/// The zone that a user had last.
pub(crate) async fn of(connection: &mut Connection, user: UserId) -> Result<Zone> {
    let name: Option<String> = sql::query_scalar("SELECT zone FROM users WHERE id = $1")
        .bind(user.0)
        .fetch_optional(connection)
        .await?;
    Ok(Zone::kept(&name.unwrap_or_default()))
}

impl Store {
    /// Keeps the zone that a user is in now.
    pub async fn set_zone(&self, user: UserId, zone: &Zone) -> Result<()> {
        let mut tx = self.pools.write_beside().await?;
        sql::query("UPDATE users SET zone = $2 WHERE id = $1")
            .bind(user.0)
            .bind(zone.name())
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// Reads a query of a user's; its days are those of the zone that they had last.
    pub async fn read_query(&self, user: UserId, text: &str, now: UnixMillis) -> Result<Parsed> {
        let parsed = parse(text, now);
        // Most name no day, and ask for nothing here.
        if !parsed.names_days {
            return Ok(parsed);
        }
        let mut reader = self.pools.read().acquire().await?;
        let zone = of(&mut reader, user).await?;
        Ok(parse_in(text, now, &zone))
    }
}

#[cfg(test)]
mod tests;
