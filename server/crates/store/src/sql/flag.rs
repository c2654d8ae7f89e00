use sqlx::{
    Decode, Postgres, Sqlite, Type, TypeInfo, ValueRef,
    error::BoxDynError,
    postgres::{PgTypeInfo, PgValueRef},
    sqlite::{SqliteTypeInfo, SqliteValueRef},
};

/// A boolean as it is read: of a column 0 or 1, of an expression such as `EXISTS (…)` what the
/// engine makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) bool);

impl From<Flag> for bool {
    fn from(flag: Flag) -> Self {
        flag.0
    }
}

impl Type<Sqlite> for Flag {
    fn type_info() -> SqliteTypeInfo {
        <bool as Type<Sqlite>>::type_info()
    }

    fn compatible(info: &SqliteTypeInfo) -> bool {
        <bool as Type<Sqlite>>::compatible(info)
    }
}

impl Decode<'_, Sqlite> for Flag {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        <bool as Decode<Sqlite>>::decode(value).map(Self)
    }
}

impl Type<Postgres> for Flag {
    fn type_info() -> PgTypeInfo {
        <i16 as Type<Postgres>>::type_info()
    }

    fn compatible(info: &PgTypeInfo) -> bool {
        matches!(info.name(), "INT2" | "INT4" | "INT8" | "BOOL")
    }
}

impl Decode<'_, Postgres> for Flag {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        if value.type_info().name() == "BOOL" {
            return <bool as Decode<Postgres>>::decode(value).map(Self);
        }
        <i64 as Decode<Postgres>>::decode(value).map(|number| Self(number != 0))
    }
}
