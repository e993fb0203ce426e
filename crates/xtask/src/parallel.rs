//! The same work on many items, on as many threads as the machine has cores.

use std::sync::Mutex;
use std::thread;

use crate::error::{Fail, Result};

/// Does `work` on every item, starting them in order; the first failure ends it.
pub fn each<T: Send>(items: Vec<T>, work: impl Fn(T) -> Result<()> + Sync) -> Result<()> {
    let threads = thread::available_parallelism().map_or(2, usize::from).min(items.len());
    let queue = Mutex::new(items.into_iter());
    let worker = || -> Result<()> {
        while let Some(item) = next(&queue)? {
            if let Err(error) = work(item) {
                while next(&queue)?.is_some() {}
                return Err(error);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .try_for_each(|it| it.join().unwrap_or_else(|_| Err(Fail::new("a worker thread broke down"))))
    })
}

fn next<T>(queue: &Mutex<std::vec::IntoIter<T>>) -> Result<Option<T>> {
    queue.lock().map(|mut items| items.next()).map_err(|_| Fail::new("a worker thread broke down"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn does_everything_once() {
        let sum = AtomicU32::new(0);
        each((1..=100).collect(), |n| {
            sum.fetch_add(n, Ordering::Relaxed);
            Ok(())
        })
        .unwrap();
        assert_eq!(sum.into_inner(), 5050);
    }

    #[test]
    fn reports_a_failure_and_does_nothing_for_nobody() {
        let failed = each(vec![1, 2, 3], |n| if n == 2 { Err(Fail::new("two")) } else { Ok(()) });
        assert_eq!(failed.unwrap_err().to_string(), "two");
        each(Vec::<u8>::new(), |_| Ok(())).unwrap();
    }
}
