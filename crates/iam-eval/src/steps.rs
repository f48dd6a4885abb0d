//! Counts steps in tests, so that growth is seen without a clock. Outside of tests nothing is counted.

#[cfg(test)]
mod tests;

#[cfg(test)]
thread_local! {
    static TAKEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Notes that so many symbols, values or statements are looked at.
#[inline]
#[cfg_attr(
    not(test),
    allow(clippy::missing_const_for_fn, reason = "it counts in tests")
)]
pub(crate) fn note(_count: usize) {
    #[cfg(test)]
    TAKEN.with(|taken| taken.set(taken.get() + _count));
}

/// How many steps a run takes.
#[cfg(test)]
pub(crate) fn of(run: impl FnOnce()) -> usize {
    let before = TAKEN.with(std::cell::Cell::get);
    run();
    TAKEN.with(std::cell::Cell::get) - before
}
