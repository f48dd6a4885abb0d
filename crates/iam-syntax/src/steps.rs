//! Counts steps in tests, so that growth is measured without a clock. Without the feature
//! `count-steps`, nothing is counted.

#[cfg(any(test, feature = "count-steps"))]
thread_local! {
    static TAKEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Records that this number of symbols, values or statements is inspected.
#[inline]
#[cfg_attr(
    not(any(test, feature = "count-steps")),
    allow(clippy::missing_const_for_fn, reason = "it counts in tests")
)]
pub fn note(_count: usize) {
    #[cfg(any(test, feature = "count-steps"))]
    TAKEN.with(|taken| taken.set(taken.get().saturating_add(_count)));
}

/// The number of steps that a closure takes.
#[cfg(any(test, feature = "count-steps"))]
pub fn of(run: impl FnOnce()) -> usize {
    let before = TAKEN.with(std::cell::Cell::get);
    run();
    TAKEN.with(std::cell::Cell::get).saturating_sub(before)
}
