use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// Who is near and who is far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkConfig {
    /// Accounts added in the browser may name loopback and private addresses.
    pub allow_private: bool,
    /// Ports that accounts added in the browser may name, besides the usual ones of mail: a list,
    /// or in the environment numbers with commas between them.
    #[serde(deserialize_with = "ports")]
    pub ports: Vec<u16>,
    /// A reverse proxy of ours stands before the server: the last entry of `X-Forwarded-For`
    /// is the client. Without such a proxy a client could write anything there.
    pub behind_proxy: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Ports {
    List(Vec<u16>),
    Text(String),
}

fn ports<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u16>, D::Error> {
    match Ports::deserialize(deserializer)? {
        Ports::List(ports) => Ok(ports),
        Ports::Text(text) => {
            let numbers = text.split(',').map(str::trim).filter(|number| !number.is_empty());
            let port = |number: &str| {
                number.parse().map_err(|_| D::Error::custom(format!("“{number}” is not a port")))
            };
            numbers.map(port).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NetworkConfig;

    #[test]
    fn ports_are_a_list_or_numbers_with_commas() {
        let read = |text: &str| toml::from_str::<NetworkConfig>(text).map(|config| config.ports);
        assert_eq!(read("ports = [2110, 2995]").expect("a list"), [2110, 2995]);
        assert_eq!(read("ports = \"2110, 2995\"").expect("a text"), [2110, 2995]);
        assert_eq!(read("ports = \"\"").expect("none"), [0_u16; 0]);
        let wrong = read("ports = \"pop3\"").expect_err("no port").to_string();
        assert!(wrong.contains("ports"), "{wrong}");
        assert!(read("ports = [70000]").is_err());
    }
}
