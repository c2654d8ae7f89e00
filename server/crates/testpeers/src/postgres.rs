use std::{
    collections::hash_map::DefaultHasher,
    env,
    fs::{self, File, OpenOptions},
    hash::{Hash, Hasher},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Where Debian has its versions.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Debian's nobody and nogroup: `PostgreSQL` does not run as root.
const NOBODY: u32 = 65534;
/// The cluster's only user.
const USER: &str = "pillarbox";

/// Runs the cluster in `$2` with the programs in `$1`, until nobody has held a lock on `$2/users`
/// for three seconds.
const KEEPER: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off \
  -c wal_level=minimal -c max_wal_senders=0 -c max_connections=300 -c autovacuum=off &
server=$!
idle=0
while kill -0 $server 2>/dev/null; do
  sleep 1
  if flock -n -x "$2/users" true; then idle=$((idle + 1)); else idle=0; fi
  if [ $idle -ge 3 ]; then
    flock -n -x "$2/users" sh -c "kill -INT $server; while kill -0 $server 2>/dev/null; do sleep 0.1; done"
  fi
done
"#;

/// Whoever is left of a test that ended goes, and then all rows.
const EMPTY: &str = "
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$ DECLARE names TEXT; BEGIN
    SELECT string_agg(quote_ident(tablename), ', ') INTO names FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations';
    IF names IS NOT NULL THEN EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY'; END IF;
END $$";

/// A real database server: a cluster of its own in a temporary directory, on a socket there, that
/// does not care about the disk. All tests of one build share it, each with a database of its own;
/// it ends a few seconds after the last of them.
pub struct Postgres {
    programs: PathBuf,
    root: PathBuf,
    /// While it is locked, the cluster runs.
    _users: File,
}

impl Postgres {
    /// Joins the cluster named after `build`, some path of the build; starts it if nobody else has.
    /// None, loudly, where it is not installed.
    pub fn shared(build: &Path) -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!(
                "SKIPPED: no PostgreSQL is installed in {VERSIONS}, so nothing was tested with it"
            );
            return None;
        };
        let mut hash = DefaultHasher::new();
        build.hash(&mut hash);
        let root = env::temp_dir().join(format!("pillarbox-postgres-{:x}", hash.finish()));
        fs::create_dir_all(&root).unwrap();
        fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).unwrap();
        if is_root() {
            chown(&root, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        // Waits for one that is just ending.
        let users = open(&root.join("users"));
        users.lock_shared().unwrap();
        let postgres = Self { programs, root, _users: users };
        let starting = open(&postgres.root.join("starting"));
        starting.lock().unwrap();
        if !postgres.answers() {
            postgres.start();
        }
        Some(postgres)
    }

    /// An empty database, for nobody else until it is dropped. Its tables may be there already, but
    /// nothing is in them: to make all of them takes longer than most tests.
    pub fn database(&self) -> PostgresDatabase {
        let (n, taken) = (0..1000)
            .map(|n| (n, open(&self.root.join(format!("taken-{n}")))))
            .find(|(_, file)| file.try_lock().is_ok())
            .unwrap();
        let name = format!("test_{n}");
        if !self.run("psql", &["-q", "-d", &name, "-c", EMPTY]).status.success() {
            let made = self.run("createdb", &[&name]);
            let failed = String::from_utf8_lossy(&made.stderr);
            assert!(made.status.success(), "createdb: {failed}");
        }
        let url = format!("postgres://{USER}@localhost/{name}?host={}", self.root.display());
        PostgresDatabase { url, _taken: taken }
    }

    #[expect(clippy::zombie_processes, reason = "it outlives this test")]
    fn start(&self) {
        let data = self.root.join("data");
        let _ = fs::remove_dir_all(&data);
        let made = as_nobody(&self.programs.join("initdb"))
            .arg("-D")
            .arg(&data)
            .args(["-A", "trust", "-U", USER, "-E", "UTF8", "--no-locale", "--no-sync"])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let log = open(&self.root.join("log"));
        as_nobody(Path::new("/bin/sh"))
            .args(["-c", KEEPER, "keeper"])
            .arg(&self.programs)
            .arg(&self.root)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            // It outlives this test, and what ends it by its group.
            .process_group(0)
            .spawn()
            .unwrap();
        let end = Instant::now() + Duration::from_mins(1);
        while !self.answers() {
            let log = || fs::read_to_string(self.root.join("log")).unwrap_or_default();
            assert!(Instant::now() < end, "PostgreSQL does not start: {}", log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn answers(&self) -> bool {
        self.run("pg_isready", &["-q"]).status.success()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new(self.programs.join(program))
            .arg("-h")
            .arg(&self.root)
            .args(["-U", USER])
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }
}

/// A database of one test.
pub struct PostgresDatabase {
    /// How to connect to it.
    pub url: String,
    /// While it is locked, nobody else takes the database.
    _taken: File,
}

/// The newest version's.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(VERSIONS).ok()?;
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("bin/initdb").exists())
        .max_by_key(number)?;
    Some(newest.join("bin"))
}

/// Whether this process is root, and so has to become somebody else.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn as_nobody(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    let (user, group) = (format!("--reuid={NOBODY}"), format!("--regid={NOBODY}"));
    command.args([&user, &group]).arg("--clear-groups").arg(program);
    // The directory that a test runs in may be closed to others.
    command.current_dir("/");
    command
}

fn open(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).read(true).open(path).unwrap()
}
