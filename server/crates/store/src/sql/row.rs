/// Defines a struct whose fields are read from the columns of the same names, from a row of
/// either engine.
macro_rules! row {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$of_field:meta])* $shown:vis $field:ident: $kind:ty,)*
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$of_field])* $shown $field: $kind,)*
        }
        $crate::sql::row!(from sqlx::sqlite::SqliteRow, $name, $($field)*);
        $crate::sql::row!(from sqlx::postgres::PgRow, $name, $($field)*);
    };
    (from $row:ty, $name:ident, $($field:ident)*) => {
        impl sqlx::FromRow<'_, $row> for $name {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self { $($field: sqlx::Row::try_get(row, stringify!($field))?,)* })
            }
        }
    };
}

pub(crate) use row;
