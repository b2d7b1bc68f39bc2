//! Work on several threads whose results come in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// Does `count` pieces of work on so many `threads` (0: one on each core). `worker` is called on each thread and returns what does a piece,
/// by its number; `take` gets the results in the order of the numbers and may break off. Returns whether everything was done.
pub fn in_order<T: Send, W: FnMut(usize) -> T>(
    count: usize,
    threads: usize,
    worker: impl Fn() -> W + Sync,
    take: &mut dyn FnMut(T) -> ControlFlow<()>,
) -> bool {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if threads == 0 { cores() } else { threads }.min(count);
    if threads < 2 {
        let mut work = worker();
        return (0..count).all(|number| take(work(number)).is_continue());
    }
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // When `take` is slow, the threads wait for it. Results that come before their turn are kept until it comes.
        let (send, receive) = mpsc::sync_channel(4 * threads);
        for _ in 0..threads {
            let (send, next, worker) = (send.clone(), &next, &worker);
            scope.spawn(move || {
                let mut work = worker();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    // Nobody receives any more when `take` has broken off.
                    if number >= count || send.send((number, work(number))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut wanted = 0;
        for (number, result) in receive {
            early.insert(number, result);
            while let Some(result) = early.remove(&wanted) {
                wanted += 1;
                if take(result).is_break() {
                    return false;
                }
            }
        }
        wanted == count
    })
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for threads in [0, 1, 2, 8] {
            let mut out = Vec::new();
            let done = super::in_order(100, threads, || |number| number, &mut |number| {
                out.push(number);
                ControlFlow::Continue(())
            });
            assert!(done && out == (0..100).collect::<Vec<_>>(), "{threads} threads");
            let mut count = 0;
            let done = super::in_order(100, threads, || |number| number, &mut |_| {
                count += 1;
                if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert!(!done && count == 3, "{threads} threads");
        }
    }
}
