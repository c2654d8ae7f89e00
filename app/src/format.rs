//! Dates and counts as people read them. Dates come out of here in UTC, the same on the server
//! and in the browser; the [`Time`](crate::components::time::Time) component turns them into
//! the reader's own zone afterwards.

use model::{MessagePage, Rows, UnixMillis};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Milliseconds of a day in UTC, which has no summer time.
const DAY: UnixMillis = 86_400_000;

/// A moment in UTC, taken apart.
struct Utc {
    year: i64,
    month: u8,
    day: u8,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Utc {
    /// Howard Hinnant's `civil_from_days`: years that begin in March put the leap day last.
    fn from_millis(millis: UnixMillis) -> Self {
        let seconds = millis.div_euclid(1000);
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
        }
    }

    fn month_name(&self) -> &'static str {
        MONTHS.get(usize::from(self.month) - 1).copied().unwrap_or("?")
    }
}

/// `2026-11-23T14:05:00Z`, for `datetime` attributes.
pub fn iso(millis: UnixMillis) -> String {
    let Utc { year, month, day, hour, minute, second } = Utc::from_millis(millis);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `23 Nov 2026`.
pub fn date(millis: UnixMillis) -> String {
    let utc = Utc::from_millis(millis);
    format!("{} {} {}", utc.day, utc.month_name(), utc.year)
}

/// What a list shows: `14:05` on the day of `now`, `23 Nov` in its year, else [`date`].
pub fn short(millis: UnixMillis, now: UnixMillis) -> String {
    let (then, today) = (Utc::from_millis(millis), Utc::from_millis(now));
    if millis.div_euclid(DAY) == now.div_euclid(DAY) {
        format!("{:02}:{:02}", then.hour, then.minute)
    } else if then.year == today.year {
        format!("{} {}", then.day, then.month_name())
    } else {
        date(millis)
    }
}

/// `23 Nov 2026, 14:05 UTC`.
pub fn date_time(millis: UnixMillis) -> String {
    let utc = Utc::from_millis(millis);
    format!("{}, {:02}:{:02} UTC", date(millis), utc.hour, utc.minute)
}

/// `1 message`, `2 messages`.
pub fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How much a search found, or has a label, as far as this page tells.
pub fn found(page: &MessagePage, rows: Rows) -> String {
    let (one, many) = match rows {
        Rows::Messages => ("message", "messages"),
        Rows::Conversations => ("conversation", "conversations"),
    };
    match (page.rows.len(), page.older) {
        (n, None) => count(i64::try_from(n).unwrap_or(0), one, many),
        (n, Some(_)) => format!("the newest {n}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_utc() {
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(1_709_210_096_789), "2024-02-29T12:34:56Z");
        assert_eq!(date_time(1_795_442_700_000), "23 Nov 2026, 14:05 UTC");
    }

    #[test]
    fn a_list_shows_the_time_today_and_the_day_before_that() {
        let now = 1_795_442_700_000;
        assert_eq!(short(now - 14 * 3_600_000, now), "00:05");
        assert_eq!(short(now - 15 * 3_600_000, now), "22 Nov");
        assert_eq!(short(now + DAY, now), "24 Nov");
        assert_eq!(short(now - 400 * DAY, now), "19 Oct 2025");
    }

    #[test]
    fn a_date_before_1970_is_a_date_too() {
        assert_eq!(iso(-1000), "1969-12-31T23:59:59Z");
    }
}
