//! Random families of random scenarios.

use crate::support::{Draws, Family};

/// Half of them with ties, a third with operations that compute, a quarter joined.
pub fn random_family(draws: &mut Draws) -> Family {
    Family {
        ties: draws.once_in(2),
        cpu: draws.once_in(3),
        joined: draws.once_in(4),
    }
}
