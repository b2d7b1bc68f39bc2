//! Asks external addresses whether there is something, bounded and polite: each once, few at a time, never two at once of one host, with
//! a pause between, and never an address on a private network that was not allowed by name. Knows nothing of pages.
#![expect(clippy::disallowed_methods, reason = "this is the rim: it waits and watches the time")]

mod ask;
mod guard;
mod host;
mod join;
mod turn;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ask::Asker;
use turn::{Turns, Wall};

/// How many addresses are asked for.
pub const MOST: usize = 500;
/// How many are asked for at a time.
const AT_ONCE: usize = 4;

/// What came of asking for an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// There is something.
    Fine,
    /// There is nothing, and why.
    Dead(String),
    /// It is at this address, for good.
    Moved(String),
    /// That cannot be told, and why: it may be otherwise in a minute.
    Unsure(String),
}

/// How addresses are asked for.
#[derive(Clone, Debug)]
pub struct Manners {
    /// How long all of it may take.
    pub time: Duration,
    /// How long a host is left alone between two requests.
    pub pause: Duration,
    /// Hosts that may be asked wherever they are.
    pub allowed: BTreeSet<String>,
}

/// Asks for each of `addresses`, at most [`MOST`].
pub fn ask<'a>(addresses: impl IntoIterator<Item = &'a str>, manners: &Manners) -> BTreeMap<String, Answer> {
    let mut by_host: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for address in addresses.into_iter().take(MOST) {
        by_host.entry(host::of(address)).or_default().push(address);
    }
    // The host with the most addresses takes the longest, so it comes first.
    let mut hosts: Vec<Vec<&str>> = by_host.into_values().collect();
    hosts.sort_by_key(|addresses| std::cmp::Reverse(addresses.len()));
    let asker = Asker::new(&manners.allowed, Turns::new(manners.time, manners.pause, Wall::new()));
    let (next, answers) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some(addresses) = hosts.get(next.fetch_add(1, Ordering::Relaxed)) {
            for address in addresses {
                let answer = asker.ask(address);
                answers.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert((*address).to_owned(), answer);
            }
        }
    };
    std::thread::scope(|scope| (0..AT_ONCE.min(hosts.len())).for_each(|_| drop(scope.spawn(work))));
    let answers = answers.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    without_network(answers, hosts.len())
}

/// Where none of several hosts is found or can prove who it is, the reason is on this side.
fn without_network(mut answers: BTreeMap<String, Answer>, hosts: usize) -> BTreeMap<String, Answer> {
    let is_cut_off = |answer: &Answer| matches!(answer, Answer::Dead(why) if why == ask::NO_HOST || why.starts_with(ask::NOT_SAFE));
    if hosts > 1 && answers.values().all(is_cut_off) {
        let here = "no host at all could be reached; is there a network, and no proxy in it that reads along?";
        answers.values_mut().for_each(|answer| *answer = Answer::Unsure(here.to_owned()));
    }
    answers
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Answer, ask, without_network};

    #[test]
    fn what_fails_for_all_hosts_fails_on_this_side() {
        for how in [ask::NO_HOST.to_owned(), format!("{}: unknown issuer", ask::NOT_SAFE)] {
            let dead = Answer::Dead(how);
            let both = BTreeMap::from([("a".to_owned(), dead.clone()), ("b".to_owned(), Answer::Dead(ask::NO_HOST.to_owned()))]);
            assert!(without_network(both.clone(), 2).values().all(|answer| matches!(answer, Answer::Unsure(_))));
            let one = BTreeMap::from([("a".to_owned(), dead), ("b".to_owned(), Answer::Fine)]);
            assert_eq!(without_network(one.clone(), 2), one);
            assert_eq!(without_network(both.clone(), 1), both, "two addresses of one host");
        }
    }
}
