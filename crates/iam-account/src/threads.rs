//! The threads that share the work.

use std::sync::OnceLock;

/// Whether there are several threads to share work with; they are started when this is first asked. Where the
/// system allows no more, the thread that asks does all.
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
