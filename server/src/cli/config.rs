use crate::config::Config;
use std::process::ExitCode;

/// `pillarbox config`
pub fn print(config: &Config) -> anyhow::Result<ExitCode> {
    print!("{}", config.to_toml()?);
    Ok(ExitCode::SUCCESS)
}
