use crate::{
    config::{Config, Flags},
    context::Context,
    demo,
    jobs::{
        bulk::Bulk, collect::Collector, documents::Documents, housekeeping::Housekeeping,
        importing::Importer, learner::Learner, outbox::Outbox, scout::Scout, waking::Waking,
        watch::Watch,
    },
    lifecycle::{self, Supervisor, Tenure},
};
use anyhow::Context as _;
use clap::Args;
use std::{net::SocketAddr, process::ExitCode, sync::Arc};
use tokio::net::TcpListener;

/// `pillarbox serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Adds two users with a believable mailbox each, to look around in
    #[arg(long)]
    demo: bool,
}

impl Serve {
    /// Sets what this command says about settings.
    pub fn set(&self, flags: &mut Flags) {
        flags.listen = self.listen;
        flags.demo = self.demo;
    }

    /// Serves until it is asked to stop.
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        // The address first: where it is in use, nothing is begun.
        let listener = lifecycle::listen(config.listen).await?;
        let _tenure = Tenure::take(&config.data)?;
        let context = Context::open(config).await?;
        context.imports.recover().context("Uploaded archives cannot be looked through")?;
        let supervisor = Supervisor::default();
        if context.config.demo {
            demo::fill(&context).await?;
        }
        begin_jobs(&context, &supervisor);
        announce(&context.config, &listener)?;
        let stopping = supervisor.stopping().clone();
        supervisor.spawn(async move {
            if let Err(error) = lifecycle::asked_to_stop().await {
                tracing::error!(%error, "signals cannot be received");
            }
            stopping.cancel();
        });
        let served = lifecycle::serve(context.clone(), listener, &supervisor).await;
        if !supervisor.stop().await {
            tracing::warn!("a job did not end in time; the next start takes up its work");
        }
        context.store.close().await;
        served?;
        Ok(if supervisor.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn begin_jobs(context: &Arc<Context>, supervisor: &Supervisor) {
    let stop = supervisor.stopping();
    supervisor.spawn(Collector.run(context.clone(), stop.clone()));
    supervisor.spawn(Outbox.run(context.clone(), stop.clone()));
    supervisor.spawn(Importer.run(context.clone(), stop.clone()));
    supervisor.spawn(Bulk.run(context.clone(), stop.clone()));
    supervisor.spawn(Housekeeping.run(context.clone(), stop.clone()));
    supervisor.spawn(Scout::default().run(context.clone(), stop.clone()));
    supervisor.spawn(Learner.run(context.clone(), stop.clone()));
    supervisor.spawn(Waking.run(context.clone(), stop.clone()));
    supervisor.spawn(Watch.run(context.clone(), stop.clone()));
    supervisor.spawn(Documents::default().run(context.clone(), stop.clone()));
}

fn announce(config: &Config, listener: &TcpListener) -> anyhow::Result<()> {
    match &config.public_url {
        Some(url) => println!("Pillarbox is at {url}"),
        None => println!("Pillarbox is at http://{}", listener.local_addr()?),
    }
    if config.demo {
        for (address, _) in demo::USERS {
            println!("Sign in as {address} with the password “{}”.", demo::PASSWORD);
        }
    }
    Ok(())
}
