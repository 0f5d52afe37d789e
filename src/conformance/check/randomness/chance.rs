//! How far chance goes: bounds that hold for every number of blocks, not approximations for many.
//!
//! A good client fails a run with a probability below [`FALSE_ALARMS`], by the union bound over [`MOST_TESTS`] tests that each
//! fail with a probability of [`LEVEL`] at most. That the tests look at the same blocks does not matter for this.
//!
//! The spread of values over `k` cells is judged with the statistic of the likelihood ratio, `G = 2·n·D`, where `D` is the
//! relative entropy of what was counted against what is expected; Pearson's chi-square is its approximation. It stays below a
//! limit by R. Agrawal, *Finite-Sample Concentration of the Multinomial in Relative Entropy* (IEEE Transactions on Information
//! Theory 66, 2020), which holds for every `n` and needs no table of the chi-square distribution:
//!
//! ```text
//! P(n·D >= x) <= exp(-x) · (e·x / (k - 1))^(k - 1)     for x > k - 1
//! ```

use alloc::string::String;

/// The most that one test may fail a good client with.
pub(super) const LEVEL: f64 = 1e-10;
/// More tests than a run makes.
#[cfg(test)]
pub(super) const MOST_TESTS: usize = 7_000;
/// The most that a run may fail a good client with.
#[cfg(test)]
pub(super) const FALSE_ALARMS: f64 = 1e-6;

/// `n·D` of counts against a uniform distribution, in nats.
pub(super) fn divergence(counts: &[u32]) -> f64 {
    let total: f64 = counts.iter().copied().map(f64::from).sum();
    let expected = total / cells(counts);
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count))
        .map(|count| count * (count / expected).ln())
        .sum()
}

/// The natural logarithm of the bound on `P(n·D >= x)` over so many cells.
pub(super) fn log_chance(x: f64, cells: f64) -> f64 {
    let freedom = cells - 1.0;
    if x <= freedom {
        return 0.0;
    }
    freedom.mul_add(1.0 + (x / freedom).ln(), -x)
}

fn cells(counts: &[u32]) -> f64 {
    f64::from(u32::try_from(counts.len()).unwrap_or(u32::MAX))
}

/// Tests of how values are spread. Keeps what the one that is farthest off has to say.
#[derive(Default)]
pub(super) struct Spread {
    worst: Option<(f64, String)>,
    /// Tests made so far.
    pub(super) made: usize,
}

impl Spread {
    /// One more test: whether `counts` can be from a uniform distribution.
    pub(super) fn test(&mut self, counts: &[u32], says: impl FnOnce() -> String) {
        let chance = log_chance(divergence(counts), cells(counts));
        self.note(chance, says);
    }

    /// One more test, that gives this much by chance (natural logarithm).
    pub(super) fn note(&mut self, log_chance: f64, says: impl FnOnce() -> String) {
        self.made = self.made.saturating_add(1);
        let farther = self.worst.as_ref().is_none_or(|(worst, _)| log_chance < *worst);
        if log_chance < LEVEL.ln() && farther {
            self.worst = Some((log_chance, says()));
        }
    }

    /// Whether something is wrong.
    pub(super) fn is_wrong(&self) -> bool {
        self.worst.is_some()
    }

    /// What is wrong; none where chance explains it.
    pub(super) fn wrong(self) -> Option<String> {
        self.worst.map(|(_, says)| says)
    }
}

/// The smallest number of successes that chance does not give in `tries` tries of at most this `chance` each, one after the
/// other: `P(at least k) <= C(tries, k)·chance^k`.
pub(super) fn too_many(tries: usize, chance: f64) -> usize {
    let mut bound = 1.0;
    for successes in 1..=tries {
        let left = tries.saturating_sub(successes).saturating_add(1);
        bound *= number(left) / number(successes) * chance;
        if bound <= LEVEL {
            return successes;
        }
    }
    tries.saturating_add(1)
}

/// A count as a floating-point number; exact for every count of a run.
pub(super) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn the_budget_of_false_alarms_holds() {
        assert!(number(MOST_TESTS) * LEVEL < FALSE_ALARMS);
    }

    #[test]
    fn even_counts_diverge_by_nothing() {
        assert!(divergence(&[128; 16]).abs() < 1e-9);
        // All in one of k cells: n·ln(k).
        let one = divergence(&[0, 100, 0, 0]);
        assert!((one - 100.0 * 4.0_f64.ln()).abs() < 1e-9, "{one}");
    }

    /// The exact distribution of two cells, which is binomial, against the bound.
    #[test]
    fn the_bound_holds_for_two_cells() {
        for n in [10_u32, 64, 300] {
            let mut logs: Vec<f64> = [0.0].into();
            for i in 1..=n {
                logs.push(logs[logs.len() - 1] + f64::from(i).ln());
            }
            let log_probability = |heads: u32| {
                let choose = logs[n as usize] - logs[heads as usize] - logs[(n - heads) as usize];
                choose - f64::from(n) * 2.0_f64.ln()
            };
            for limit in [1.5, 3.0, 6.0, 12.0, 20.0] {
                let exact: f64 = (0..=n)
                    .filter(|heads| divergence(&[*heads, n - heads]) >= limit)
                    .map(|heads| log_probability(heads).exp())
                    .sum();
                assert!(exact <= log_chance(limit, 2.0).exp(), "{n} {limit} {exact}");
            }
        }
    }

    /// Wilks: for many trials 2·n·D is distributed as chi-square, whose tail the bound must not undercut. Upper points of the
    /// chi-square distribution as every table has them: (degrees of freedom, probability, point).
    #[test]
    fn the_bound_is_above_the_chi_square_tables() {
        for (freedom, probability, point) in [
            (1.0, 0.001, 10.828),
            (5.0, 0.01, 15.086),
            (5.0, 0.001, 20.515),
            (15.0, 0.01, 30.578),
            (15.0, 0.001, 37.697),
            (255.0, 0.001, 330.52),
        ] {
            let bound = log_chance(point / 2.0, freedom + 1.0).exp();
            assert!(bound >= probability, "{freedom} {probability}: {bound}");
        }
    }

    #[test]
    fn as_many_successes_as_chance_does_not_give() {
        assert_eq!(too_many(1, 1e-11), 1);
        assert_eq!(too_many(2, 1e-6), 2);
        // C(64, 3)·10^-12 is above the level, C(64, 4)·10^-16 below.
        assert_eq!(too_many(64, 1e-4), 4);
        assert_eq!(too_many(3, 0.5), 4, "never");
    }
}
