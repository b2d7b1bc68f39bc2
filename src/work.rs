//! Work on several threads whose results come in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many pieces may have been begun, for each thread, of which none has had its turn: a piece that takes long holds up no thread before
/// that, and no more than that has to be kept.
const AHEAD: usize = 32;

/// Does `count` pieces of work on so many `threads` (0: one on each core), of which one is the caller's. `worker` is called on each thread and
/// returns what does a piece, by its number; `take` gets the results on the caller's thread, in the order of the numbers, and may break off.
/// Returns whether everything was done.
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
    let state = State { begun: 0, taken: 0, early: BTreeMap::new(), is_over: false };
    let line = Line { count, ahead: threads * AHEAD, state: Mutex::new(state), moved: Condvar::new() };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| {
                let _panics = EndsInPanic(&line);
                let mut work = worker();
                while let Next::Work(number) = line.next(false) {
                    line.put(number, work(number));
                }
            });
        }
        let _panics = EndsInPanic(&line);
        let mut work = worker();
        loop {
            match line.next(true) {
                Next::Work(number) => line.put(number, work(number)),
                Next::Take(result) => {
                    if take(result).is_break() {
                        line.end();
                        return false;
                    }
                }
                Next::Nothing => return line.state().taken == count,
            }
        }
    })
}

/// The pieces in their order.
struct Line<T> {
    count: usize,
    ahead: usize,
    state: Mutex<State<T>>,
    /// Something has changed that a thread may wait for.
    moved: Condvar,
}

struct State<T> {
    /// The first piece that nobody has begun.
    begun: usize,
    /// The first piece whose result has not had its turn.
    taken: usize,
    /// Results that have come before their turn.
    early: BTreeMap<usize, T>,
    is_over: bool,
}

/// What a thread does next.
enum Next<T> {
    Take(T),
    Work(usize),
    Nothing,
}

impl<T> Line<T> {
    /// What there is to do, for the thread that takes results or for another. Waits until there is something.
    fn next(&self, takes: bool) -> Next<T> {
        let mut state = self.state();
        loop {
            let turn = state.taken;
            if state.is_over || turn == self.count || !takes && state.begun == self.count {
                return Next::Nothing;
            }
            if takes && let Some(result) = state.early.remove(&turn) {
                state.taken += 1;
                self.moved.notify_all();
                return Next::Take(result);
            }
            if state.begun < self.count.min(turn + self.ahead) {
                state.begun += 1;
                return Next::Work(state.begun - 1);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn put(&self, number: usize, result: T) {
        self.state().early.insert(number, result);
        self.moved.notify_all();
    }

    /// Nothing more is begun, and nobody waits.
    fn end(&self) {
        self.state().is_over = true;
        self.moved.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sees to it that nobody waits for the result of a thread that has panicked: the panic goes on to the caller.
struct EndsInPanic<'a, T>(&'a Line<T>);

impl<T> Drop for EndsInPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{AHEAD, in_order};

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for threads in [0, 1, 2, 8] {
            let mut out = Vec::new();
            let done = in_order(100, threads, || |number| number, &mut |number| {
                out.push(number);
                ControlFlow::Continue(())
            });
            assert!(done && out == (0..100).collect::<Vec<_>>(), "{threads} threads");
            let mut count = 0;
            let done = in_order(100, threads, || |number| number, &mut |_| {
                count += 1;
                if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert!(!done && count == 3, "{threads} threads");
        }
    }

    #[test]
    fn a_slow_piece_lets_the_others_come_so_far_and_no_further() {
        let (begun, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |number: usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            while number == 0 && begun.load(Ordering::SeqCst) < 2 * AHEAD {
                std::thread::yield_now();
            }
            (number, taken.load(Ordering::SeqCst))
        };
        let done = in_order(1000, 2, || work, &mut |(number, when_done)| {
            assert!(number <= when_done + 2 * AHEAD, "{number} was done when {when_done} had been taken");
            taken.fetch_add(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        });
        assert!(done);
    }

    #[test]
    fn a_panic_goes_on_to_the_caller() {
        for culprit in [0, 1, 50, 99] {
            let work = |number: usize| assert!(number != culprit, "as wanted");
            let run = || in_order(100, 2, || work, &mut |()| ControlFlow::Continue(()));
            assert!(std::panic::catch_unwind(run).is_err());
        }
    }
}
