//! [`RwSignal`] and [`Memo`] for any type, based on Leptos' signals of one type: a pointer to the value.
//!
//! They are used as Leptos' are and behave in the same way, except that reading a value does not lock it.

use super::reader::forget_reader_on_cleanup;
use leptos::prelude::{Get, GetUntracked, Set, Track, Update, With};
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

/// A value of any type.
type Held = Arc<dyn Any + Send + Sync>;

/// What a memo computes from its previous value.
type Compute = Box<dyn Fn(Option<&Compared>) -> Compared + Send + Sync>;

/// A value that can be set and notifies its readers. Copies are handles to the same value, which ends with its owner.
pub struct RwSignal<T> {
    signal: leptos::prelude::RwSignal<Held>,
    value: PhantomData<fn() -> T>,
}

/// A value computed from signals, which notifies its readers only when it has changed. Copies are handles to the same
/// value.
pub struct Memo<T> {
    memo: leptos::prelude::Memo<Compared>,
    value: PhantomData<fn() -> T>,
}

/// A value that is passed to a component, however it is computed.
pub type Signal<T> = Memo<T>;

/// A value computed from signals.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    computed(Box::new(move |_| compared(compute())))
}

/// A value computed from signals and from its previous value.
pub fn memo_with_last<T>(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    computed(Box::new(move |last| compared(compute(last.map(|last| of(&last.held))))))
}

fn computed<T>(compute: Compute) -> Memo<T> {
    Memo {
        memo: leptos::prelude::Memo::new(compute),
        value: PhantomData,
    }
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// A signal owned by the component that calls this.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            signal: signal(Arc::new(value)),
            value: PhantomData,
        }
    }

    /// Calls `read` with the value. Tracked.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        forget_reader_on_cleanup();
        read(of(&self.signal.get()))
    }

    /// Calls `read` with the value. Not tracked.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&self.signal.get_untracked()))
    }

    /// Tracks the value without reading it.
    pub fn track(&self) {
        forget_reader_on_cleanup();
        self.signal.track();
    }

    /// Sets the value and notifies its readers.
    pub fn set(&self, value: T) {
        self.signal.set(Arc::new(value));
    }

    /// The same, unless the owner has ended.
    pub fn try_set(&self, value: T) {
        self.signal.try_set(Arc::new(value));
    }
}

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// The value. Tracked.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value. Not tracked.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }

    /// The value, unless the owner has ended. Not tracked.
    #[must_use]
    pub fn try_get_untracked(&self) -> Option<T> {
        self.signal.try_get_untracked().map(|held| of::<T>(&held).clone())
    }

    /// Changes the value in place and notifies its readers.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// The same, unless the owner has ended. Returns the result of `change`.
    pub fn try_update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut change = Some(change);
        let mut changed = None;
        update(self.signal, &mut |held| {
            changed = change.take().zip(unshared(held)).map(|(change, value)| change(value));
        });
        changed
    }
}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// The same as [`memo`], under the name that it has in Leptos.
    #[must_use]
    pub fn derive(compute: impl Fn() -> T + Send + Sync + 'static) -> Self {
        memo(compute)
    }
}

impl<T: 'static> Memo<T> {
    /// Calls `read` with the value. Tracked.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        forget_reader_on_cleanup();
        read(of(&self.memo.get().held))
    }

    /// Calls `read` with the value. Not tracked.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(of(&self.memo.get_untracked().held))
    }

    /// Tracks the value without reading it.
    pub fn track(&self) {
        forget_reader_on_cleanup();
        // Leptos' `track` leaves a memo that nobody has read yet uncomputed, and such a memo never announces a change.
        self.memo.with(|_| ());
    }
}

impl<T: Clone + 'static> Memo<T> {
    /// The value. Tracked.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// The value. Not tracked.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}

impl<T, F> From<F> for Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    fn from(compute: F) -> Self {
        memo(compute)
    }
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

/// A value with the function that compares it with another of its type.
#[derive(Clone)]
struct Compared {
    held: Held,
    same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Compared {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&*self.held, &*other.held)
    }
}

/// Once for each type instead of once for each memo.
#[inline(never)]
fn compared<T: PartialEq + Send + Sync + 'static>(value: T) -> Compared {
    Compared {
        held: Arc::new(value),
        same: |one, other| one.downcast_ref::<T>() == other.downcast_ref::<T>(),
    }
}

fn of<T: 'static>(held: &Held) -> &T {
    (**held).downcast_ref().expect("a signal holds what its type says")
}

/// The value to be changed. If another reader holds it, that one keeps the previous value.
fn unshared<T: Clone + Send + Sync + 'static>(held: &mut Held) -> Option<&mut T> {
    if Arc::get_mut(held).is_none() {
        *held = Arc::new(of::<T>(held).clone());
    }
    Arc::get_mut(held)?.downcast_mut()
}

fn signal(held: Held) -> leptos::prelude::RwSignal<Held> {
    leptos::prelude::RwSignal::new(held)
}

fn update(signal: leptos::prelude::RwSignal<Held>, change: &mut dyn FnMut(&mut Held)) {
    signal.try_update(change);
}
