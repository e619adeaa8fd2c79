//! The single task, its clock, its timers and its permits.
//!
//! A turn takes the timers that are due when it begins, polls the task if it was woken in an earlier turn, and fires
//! the timers. If there is nothing to do, the clock advances to the next deadline.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Whether the task was woken since it was last polled.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Deadline and number of registration, which is the order in which timers fire.
type TimerKey = (u64, u64);

/// The clock, its timers, and the printed lines.
#[derive(Default)]
pub struct World {
    now_us: Cell<u64>,
    timers: RefCell<BTreeMap<TimerKey, Rc<Alarm>>>,
    registered: Cell<u64>,
    lines: RefCell<Vec<(u64, String)>>,
}

/// The state shared by a timer and the world.
#[derive(Default)]
struct Alarm {
    fired: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl World {
    /// Runs a task to its end.
    pub fn run(&self, task: impl Future<Output = ()>) {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(woken.clone());
        let mut task = pin!(task);
        loop {
            let mut due = self.due();
            if due.is_empty() && !woken.0.load(Ordering::Relaxed) {
                let next = self
                    .timers
                    .borrow()
                    .first_key_value()
                    .map(|(&(deadline, _), _)| deadline);
                self.now_us.set(next.expect("the task waits for a timer"));
                due = self.due();
            }
            if woken.0.swap(false, Ordering::Relaxed) && task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready()
            {
                return;
            }
            for key in due {
                let Some(alarm) = self.timers.borrow_mut().remove(&key) else {
                    continue; // dropped in this turn
                };
                alarm.fired.set(true);
                if let Some(waker) = alarm.waker.take() {
                    waker.wake();
                }
            }
        }
    }

    fn due(&self) -> Vec<TimerKey> {
        let until = (self.now_us.get(), u64::MAX);
        self.timers.borrow().range(..=until).map(|(&key, _)| key).collect()
    }

    /// Prints a line.
    pub fn print(&self, line: String) {
        self.lines.borrow_mut().push((self.now_us.get(), line));
    }

    /// Computes: the time advances while nothing else runs.
    pub fn compute(&self, length_us: u64) {
        self.now_us.set(self.now_us.get() + length_us);
    }

    /// The printed lines, each with its moment.
    pub fn into_lines(self: Rc<Self>) -> Vec<(u64, String)> {
        self.lines.take()
    }
}

/// Wakes its task once and is ready when polled again.
pub async fn yield_once() {
    let mut yielded = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A timer that is set when it is created, and ready once it has fired.
pub struct Timer {
    world: Rc<World>,
    key: TimerKey,
    alarm: Rc<Alarm>,
}

impl Timer {
    /// A timer that is due in `length_us`.
    pub fn new(world: &Rc<World>, length_us: u64) -> Self {
        let key = (world.now_us.get() + length_us, world.registered.get());
        world.registered.set(key.1 + 1);
        let alarm = Rc::new(Alarm::default());
        world.timers.borrow_mut().insert(key, alarm.clone());
        Self {
            world: world.clone(),
            key,
            alarm,
        }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.alarm.fired.get() {
            return Poll::Ready(());
        }
        self.alarm.waker.replace(Some(cx.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.world.timers.borrow_mut().remove(&self.key);
    }
}

/// A first come, first served semaphore: a released permit goes to the next in line.
pub struct Semaphore {
    free: Cell<usize>,
    queue: RefCell<VecDeque<Rc<Waiter>>>,
}

/// An entry in the queue for a permit.
#[derive(Default)]
struct Waiter {
    granted: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// A permit, which is released when dropped.
pub struct Permit(Rc<Semaphore>);

impl Semaphore {
    /// A semaphore with this number of permits.
    pub fn new(permits: usize) -> Self {
        Self {
            free: Cell::new(permits),
            queue: RefCell::default(),
        }
    }

    /// Waits for a permit.
    pub async fn acquire(self: &Rc<Self>) -> Permit {
        if self.free.get() > 0 {
            self.free.set(self.free.get() - 1);
            return Permit(self.clone());
        }
        let queued = Queued {
            semaphore: self.clone(),
            waiter: Rc::default(),
        };
        self.queue.borrow_mut().push_back(queued.waiter.clone());
        poll_fn(|cx| {
            if queued.waiter.granted.take() {
                return Poll::Ready(());
            }
            queued.waiter.waker.replace(Some(cx.waker().clone()));
            Poll::Pending
        })
        .await;
        Permit(self.clone())
    }

    fn release(&self) {
        let next = self.queue.borrow_mut().pop_front();
        let Some(next) = next else {
            self.free.set(self.free.get() + 1);
            return;
        };
        next.granted.set(true);
        if let Some(waker) = next.waker.take() {
            waker.wake();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.release();
    }
}

/// Removes its entry from the queue when dropped, and passes on a permit that was granted in the meantime.
struct Queued {
    semaphore: Rc<Semaphore>,
    waiter: Rc<Waiter>,
}

impl Drop for Queued {
    fn drop(&mut self) {
        if self.waiter.granted.get() {
            self.semaphore.release();
        } else {
            self.semaphore
                .queue
                .borrow_mut()
                .retain(|waiter| !Rc::ptr_eq(waiter, &self.waiter));
        }
    }
}
