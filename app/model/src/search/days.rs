use crate::UnixMillis;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// When days begin: in UTC, or where the reader is. Who knows time zones implements it; here
/// nobody does, as all of this goes to browsers too.
pub trait Days {
    /// The first moment of a day of the Gregorian calendar, which there is: from the year 1900 to
    /// 9999, a month from 1 to 12, a day from 1 on. Mostly midnight; where clocks are put forward
    /// at midnight, later.
    fn begin(&self, year: i16, month: i8, day: i8) -> UnixMillis;
}

/// The days of UTC.
#[derive(Clone, Copy, Debug)]
pub struct Utc;

impl Days for Utc {
    fn begin(&self, year: i16, month: i8, day: i8) -> UnixMillis {
        days_since_epoch(year.into(), month.into(), day.into()) * DAY
    }
}

/// Days from 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the
/// leap day is the last of its year.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before_month = (153 * month + 2) / 5;
    365 * year + year / 4 - year / 100 + year / 400 + before_month + day - 1 - 719_468
}
