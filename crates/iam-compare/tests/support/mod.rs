//! What tests on random policies have in common.

/// A number times what a variable of the environment says, which may be below one.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::expect_used,
    reason = "a number of cases"
)]
pub(crate) fn scaled(usual: f64, variable: &str) -> usize {
    let times = std::env::var(variable).ok();
    let times: f64 = times.map_or(1.0, |text| text.parse().expect("a number"));
    (usual * times).ceil() as usize
}

/// Numbers of a linear congruential generator.
pub(crate) struct Numbers {
    state: u64,
}

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        let mut numbers = Self {
            state: seed ^ 0x9E37_79B9_7F4A_7C15,
        };
        for _ in 0..4 {
            numbers.below(2);
        }
        numbers
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mixed = self.state ^ (self.state >> 29);
        (mixed >> 33) as usize % limit
    }

    pub(crate) fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }

    pub(crate) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}
