//! The threads that share the work.

use std::sync::OnceLock;

/// Whether there are several threads to share work with; the first call starts them. If the system
/// allows no more threads, the calling thread does all the work.
///
/// ```
/// assert_eq!(iam_account::threads::are_several(), iam_account::threads::are_several());
/// ```
pub fn are_several() -> bool {
    static SEVERAL: OnceLock<bool> = OnceLock::new();
    *SEVERAL.get_or_init(|| {
        let started = rayon::ThreadPoolBuilder::new().build_global();
        started.is_ok() && rayon::current_num_threads() > 1
    })
}
