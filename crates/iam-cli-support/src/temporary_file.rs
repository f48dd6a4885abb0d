//! Incomplete files next to those that they will replace. None of them outlives the program, even
//! if a signal ends it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::NamedTempFile;

/// The files that are being written. The thread that ends the program after a signal removes them
/// and keeps the lock, so that no other one is created or moved into place.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that replaces another one once it is complete; otherwise it is removed.
#[derive(Debug)]
pub(crate) struct Unfinished(NamedTempFile);

/// Creates a file in the folder of `path`: a file elsewhere could not be moved in a single step.
pub(crate) fn beside(path: &Path) -> io::Result<Unfinished> {
    signals::watch()?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut paths = unfinished();
    let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    paths.push(file.path().to_owned());
    Ok(Unfinished(file))
}

impl Unfinished {
    pub(crate) fn as_file(&self) -> &File {
        self.0.as_file()
    }

    /// Moves the complete file to `path`.
    pub(crate) fn put_in_place(self, path: &Path) -> io::Result<()> {
        let mut paths = unfinished();
        paths.retain(|known| known != self.0.path());
        self.0.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A program that is ended by a signal runs no destructors, so unfinished files would remain.
#[cfg(unix)]
mod signals {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use std::io;
    use std::sync::OnceLock;

    /// Starts a thread that, on a signal, removes unfinished files before the program ends.
    pub(super) fn watch() -> io::Result<()> {
        static WATCHED: OnceLock<Result<(), io::ErrorKind>> = OnceLock::new();
        let watched = WATCHED.get_or_init(|| start().map_err(|error| error.kind()));
        Ok((*watched)?)
    }

    fn start() -> io::Result<()> {
        let ignored = ignored();
        let watched = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ];
        let watched = watched
            .into_iter()
            .filter(|signal| ignored & (1 << (signal - 1)) == 0);
        let mut signals = Signals::new(watched)?;
        let wait = move || {
            if let Some(signal) = signals.forever().next() {
                end(signal);
            }
        };
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(wait)?;
        Ok(())
    }

    /// The signals that the program was started to ignore, as `nohup` does with SIGHUP: they don't
    /// end it. One bit each; 0 if the system doesn't provide this.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .unwrap_or_default()
    }

    /// Ends the program by the signal itself: only then does a shell end its loops.
    fn end(signal: i32) -> ! {
        let paths = super::unfinished();
        for path in paths.iter() {
            // There is nowhere to report an error.
            drop(std::fs::remove_file(path));
        }
        drop(emulate_default_handler(signal));
        std::process::exit(128 + signal)
    }
}

#[cfg(not(unix))]
mod signals {
    pub(super) fn watch() -> std::io::Result<()> {
        Ok(())
    }
}
