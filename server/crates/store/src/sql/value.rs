/// What can be bound to a query. A `None` keeps its type, which `PostgreSQL` wants to know.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Integer(Option<i64>),
    Text(String),
    Bytes(Vec<u8>),
}

macro_rules! from {
    ($($type:ty: $value:ident => $made:expr;)*) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        })*
    };
}

from! {
    i64: value => Self::Integer(Some(value));
    &i64: value => Self::Integer(Some(*value));
    Option<i64>: value => Self::Integer(value);
    bool: value => Self::Integer(Some(value.into()));
    String: value => Self::Text(value);
    &String: value => Self::Text(value.clone());
    &str: value => Self::Text(value.to_owned());
    Vec<u8>: value => Self::Bytes(value);
    &[u8]: value => Self::Bytes(value.to_vec());
}
