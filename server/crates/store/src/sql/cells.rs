use super::Value;
use sqlx::{
    Column as _, FromRow, Row as _, TypeInfo as _, ValueRef as _, postgres::PgRow,
    sqlite::SqliteRow,
};

/// A row as it lies there, whatever its columns: for carrying it elsewhere.
pub(crate) struct Cells(pub(crate) Vec<Value>);

macro_rules! from_row {
    ($row:ty, $integer:pat => $number:ty, $text:pat, $bytes:pat) => {
        impl FromRow<'_, $row> for Cells {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                let cell = |n: usize| {
                    let raw = row.try_get_raw(n)?;
                    if raw.is_null() {
                        return Ok(Value::Integer(None));
                    }
                    let kind = raw.type_info().into_owned();
                    Ok(match kind.name() {
                        $integer => Value::Integer(Some(row.try_get_unchecked::<$number, _>(n)?)),
                        $text => Value::Text(row.try_get_unchecked(n)?),
                        $bytes => Value::Bytes(row.try_get_unchecked(n)?),
                        other => {
                            let name = row.column(n).name();
                            let what = format!("{name} is of the unexpected type {other}");
                            return Err(sqlx::Error::Decode(what.into()));
                        }
                    })
                };
                (0..row.len()).map(cell).collect::<sqlx::Result<_>>().map(Self)
            }
        }
    };
}

from_row!(SqliteRow, "INTEGER" => i64, "TEXT", "BLOB");
from_row!(PgRow, "INT2" | "INT4" | "INT8" => i64, "TEXT", "BYTEA");
