//! Links whose runs once differed from CPython, each for a different reason.

/// The runtime differed from CPython in the console lines or in the unretrieved failures.
pub const ONCE_DIFFERENT: [&str; 11] = [
    "tasks=0 cpu 1s fail,1&await=gather&deadline=1&retry=1",
    "tasks=0 cpu 1s,0 fail,0&await=group&limit=1&deadline=1",
    "tasks=0 cpu 1s fail,1&await=group&deadline=1&retry=2",
    "tasks=0 cpu 1s,0,0,0,0,0&await=spawn&limit=2&deadline=1",
    "tasks=0 fail,0 cpu 500ms fail 1,0 cpu 1s&await=spawn&deadline=1.5&retry=1&backoff=0.5",
    "tasks=1,0 cpu 1s,0,0,1&await=spawn&limit=2&deadline=1",
    "tasks=1 fail,2 fail&await=gather&leftovers=finish",
    "tasks=1 fail,3&await=settle&deadline=2",
    "tasks=2,1 fail&await=spawn&deadline=1.5",
    "tasks=0.0001ms,0&await=as-completed",
    "tasks=0 fail 1,0,0&await=as-completed&retry=1&backoff=0.0001ms",
];
