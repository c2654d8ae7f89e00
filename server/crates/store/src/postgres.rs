//! What is `PostgreSQL`'s own.

use crate::{Result, StoreError, sql::Value};
use sqlx::{Arguments as _, postgres::PgArguments};

/// The values as the driver takes them.
pub(crate) fn arguments(values: Vec<Value>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Integer(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(|error| StoreError::Database(error.to_string()))?;
    }
    Ok(arguments)
}
