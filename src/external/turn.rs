//! Whose turn it is: a host is asked for one thing at a time, with a pause between, and nobody is asked when the time is up.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Since when a host is left alone, counted from the start; `None` while it is asked.
type Hosts = BTreeMap<String, Option<Duration>>;

/// What tells the time and waits.
pub(super) trait Clock {
    /// How much time has gone by since the start.
    fn now(&self) -> Duration;
    /// Waits until `bell` rings, `most` at most.
    fn wait<'a>(&self, bell: &Condvar, hosts: MutexGuard<'a, Hosts>, most: Duration) -> MutexGuard<'a, Hosts>;
}

/// The clock on the wall.
#[derive(Debug)]
pub(super) struct Wall(Instant);

impl Wall {
    /// It starts now.
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Wall {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait<'a>(&self, bell: &Condvar, hosts: MutexGuard<'a, Hosts>, most: Duration) -> MutexGuard<'a, Hosts> {
        bell.wait_timeout(hosts, most).unwrap_or_else(PoisonError::into_inner).0
    }
}

/// The turns of all hosts.
#[derive(Debug)]
pub(super) struct Turns<C: Clock> {
    hosts: Mutex<Hosts>,
    /// Rings when a turn ends.
    ended: Condvar,
    time: Duration,
    pause: Duration,
    clock: C,
}

/// Leave to ask a host for one thing; ends when it is dropped.
pub(super) struct Turn<'a, C: Clock> {
    turns: &'a Turns<C>,
    host: String,
    /// How much time is left.
    pub(super) left: Duration,
}

impl<C: Clock> Turns<C> {
    /// `time` for all, and `pause` between two turns of a host.
    pub(super) fn new(time: Duration, pause: Duration, clock: C) -> Self {
        Self { hosts: Mutex::default(), ended: Condvar::new(), time, pause, clock }
    }

    /// Waits for the turn to ask `host`; `None` when the time is up before it comes.
    pub(super) fn take(&self, host: &str) -> Option<Turn<'_, C>> {
        let mut hosts = self.lock();
        loop {
            let now = self.clock.now();
            let left = self.time.checked_sub(now).filter(|left| !left.is_zero())?;
            let wait = match hosts.get(host) {
                None => Duration::ZERO,
                Some(Some(since)) => since.saturating_add(self.pause).saturating_sub(now),
                Some(None) => left,
            };
            if wait.is_zero() {
                hosts.insert(host.to_owned(), None);
                return Some(Turn { turns: self, host: host.to_owned(), left });
            }
            hosts = self.clock.wait(&self.ended, hosts, wait.min(left));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Hosts> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Clock> Drop for Turn<'_, C> {
    fn drop(&mut self) {
        let now = self.turns.clock.now();
        self.turns.lock().insert(std::mem::take(&mut self.host), Some(now));
        self.turns.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Condvar, Mutex, MutexGuard};
    use std::time::Duration;

    use super::{Clock, Hosts, Turns};

    /// A clock that goes on only while somebody waits, and then at once.
    #[derive(Default)]
    struct Wound(Mutex<Duration>);

    impl Clock for &Wound {
        fn now(&self) -> Duration {
            *self.0.lock().unwrap()
        }

        fn wait<'a>(&self, _: &Condvar, hosts: MutexGuard<'a, Hosts>, most: Duration) -> MutexGuard<'a, Hosts> {
            *self.0.lock().unwrap() += most;
            hosts
        }
    }

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn a_host_is_left_alone_after_its_turn() {
        let clock = &Wound::default();
        let turns = Turns::new(seconds(10), seconds(3), clock);
        for (now, left) in [(0, 10), (3, 7), (6, 4), (9, 1)] {
            assert_eq!(turns.take("a").unwrap().left, seconds(left));
            assert_eq!(clock.now(), seconds(now));
        }
        assert!(turns.take("a").is_none(), "the time was up before the pause");
        assert_eq!(clock.now(), seconds(10), "and nobody waited longer");
        assert!(turns.take("b").is_none(), "nor is anybody else asked then");
    }

    #[test]
    fn a_host_has_one_turn_at_a_time_and_others_do_not_wait_for_it() {
        let clock = &Wound::default();
        let turns = Turns::new(seconds(10), Duration::ZERO, clock);
        drop(turns.take("a").unwrap());
        let held = turns.take("a").expect("with no pause it is asked again");
        assert!(turns.take("b").is_some());
        assert_eq!(clock.now(), Duration::ZERO, "nobody has waited so far");
        assert!(turns.take("a").is_none(), "the time was up before the turn ended");
        assert_eq!(clock.now(), seconds(10));
        drop(held);
    }

    #[test]
    fn no_time_and_no_pause_is_too_long() {
        let clock = &Wound::default();
        let turns = Turns::new(Duration::MAX, Duration::MAX, clock);
        assert_eq!(turns.take("a").unwrap().left, Duration::MAX);
        assert!(turns.take("a").is_none());
        assert_eq!(clock.now(), Duration::MAX);
    }
}
