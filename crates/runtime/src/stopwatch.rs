//! Converts wall-clock time to scenario time, which has a speed, can stand still, and can be limited. Reads no clock
//! itself.

use scenario::Speed;
use scenario::time::Micros;

/// Scenario time, computed from the wall-clock time in milliseconds.
///
/// ```
/// use runtime::stopwatch::Stopwatch;
/// use scenario::Speed;
/// use scenario::time::Micros;
///
/// let mut time = Stopwatch::new(Speed::default());
/// time.start(1_000.0);
/// assert_eq!(time.now(1_250.0), Micros::from_millis(250));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    speed: Speed,
    /// Scenario time when it last stood still or changed its speed.
    base: Micros,
    /// The wall-clock time at `base`; `None` while it stands still.
    running_since_ms: Option<f64>,
    /// The limit at which it stops.
    stop_at: Option<Micros>,
}

impl Stopwatch {
    /// A stopwatch that stands still at 0.
    #[must_use]
    pub const fn new(speed: Speed) -> Self {
        Self {
            speed,
            base: Micros::ZERO,
            running_since_ms: None,
            stop_at: None,
        }
    }

    /// Its speed.
    #[must_use]
    pub const fn speed(&self) -> Speed {
        self.speed
    }

    /// Whether it runs without a limit.
    #[must_use]
    pub const fn goes(&self) -> bool {
        self.running_since_ms.is_some() && self.stop_at.is_none()
    }

    /// Scenario time.
    #[must_use]
    pub fn now(&self, wall_ms: f64) -> Micros {
        let Some(since_ms) = self.running_since_ms else {
            return self.base;
        };
        let elapsed_us = (wall_ms - since_ms).max(0.0) * 1_000.0 * self.speed.factor();
        let now = self.base + Micros(elapsed_us.round() as u64);
        self.stop_at.map_or(now, |stop_at| now.min(stop_at))
    }

    /// Starts it.
    pub fn start(&mut self, wall_ms: f64) {
        self.base = self.now(wall_ms);
        self.running_since_ms = Some(wall_ms);
        self.stop_at = None;
    }

    /// Stops it at its current time.
    pub fn stop(&mut self, wall_ms: f64) {
        self.base = self.now(wall_ms);
        self.running_since_ms = None;
        self.stop_at = None;
    }

    /// Starts it with the limit `until`, if it stands still.
    pub fn go_to(&mut self, until: Micros, wall_ms: f64) {
        if self.running_since_ms.is_none() {
            self.running_since_ms = Some(wall_ms);
            self.stop_at = Some(until);
        }
    }

    /// Stops it at its limit, which it has reached.
    pub const fn arrive(&mut self) {
        if let Some(stop_at) = self.stop_at.take() {
            self.base = stop_at;
            self.running_since_ms = None;
        }
    }

    /// Sets it to `at`, if it stands still and `at` is later.
    pub fn jump_to(&mut self, at: Micros) {
        self.base = self.base.max(at);
    }

    /// Changes the speed. A limit remains, and a stopwatch that stands still remains so.
    pub fn set_speed(&mut self, speed: Speed, wall_ms: f64) {
        // What has passed, passed at the old speed.
        self.base = self.now(wall_ms);
        self.running_since_ms = self.running_since_ms.map(|_| wall_ms);
        self.speed = speed;
    }
}
