//! The example programs, each with one lesson. Data only; tests run them and check what their sentences say.

/// A scenario with a title and a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The title, as shown in the combobox.
    pub title: &'static str,
    /// The lesson, in one sentence.
    pub teaches: &'static str,
    /// The scenario, as the fragment of a link without `#`.
    pub link: &'static str,
}

/// All examples, from easy to hard. The first two are the tutorial's programs.
pub const EXAMPLES: [Example; 17] = [
    Example {
        title: "Two tasks",
        teaches: "The shorter sleep finishes first, yet its result comes second: main awaits in list order.",
        link: "",
    },
    Example {
        title: "Gather three",
        teaches: "Three sleeps of 2, 1 and 3 s take 3 s in all, and the results keep the order of the list.",
        link: "tasks=2,1,3&await=gather",
    },
    Example {
        title: "One by one",
        teaches: "Awaiting inline takes the sum of the delays: nothing starts before the one before it has ended.",
        link: "tasks=users:%201s,orders:%202s,prices:%201.5s&await=one-by-one",
    },
    Example {
        title: "Join all",
        teaches: "The same three joined take as long as the slowest alone.",
        link: "tasks=users:%201s,orders:%202s,prices:%201.5s&await=gather",
    },
    Example {
        title: "Two at a time",
        teaches: "With a limit of 2, each operation waits for a permit until one before it gives its own back.",
        link: "tasks=cover:%201s,portrait:%202s,thumb:%20500ms%20x4&await=gather&limit=2",
    },
    Example {
        title: "Fail fast",
        teaches: "In a group the first failure cancels the others before it reaches main.",
        link: "tasks=profile:%203s,payment:%201s%20fail,stock:%202s&await=group",
    },
    Example {
        title: "A failure left behind",
        teaches: "The first failure reaches main; the others run on, and a second failure is swallowed: no warning comes.",
        link: "tasks=orders:%201s%20fail,invoices:%202s%20fail,report:%203s&await=gather&leftovers=finish",
    },
    Example {
        title: "Settle all",
        teaches: "Settling keeps every outcome, failures too, in the order of the list.",
        link: "tasks=mail:%202s,chat:%201s%20fail,calendar:%203s&await=settle",
    },
    Example {
        title: "A race",
        teaches: "The first mirror to answer wins, and the others are cancelled.",
        link: "tasks=mirror%20Oslo:%202s,mirror%20Lyon:%201.2s,mirror%20Turin:%203s&await=race",
    },
    Example {
        title: "First success",
        teaches: "The cache ends first but fails, so the first success wins instead.",
        link: "tasks=cache:%20300ms%20fail,replica:%201s,origin:%202s&await=first-ok",
    },
    Example {
        title: "As completed",
        teaches: "Main takes each outcome as it comes, whatever its place in the list.",
        link: "tasks=news:%203s,weather:%201s,traffic:%202s&await=as-completed",
    },
    Example {
        title: "Timeout and retries",
        teaches: "An attempt that fails or outlasts its timeout is made again, after a pause that doubles.",
        link: "tasks=login:%20500ms%20fail%202,search:%20800ms,maps:%203s&await=settle&timeout=1s&retry=2&backoff=200ms",
    },
    Example {
        title: "A deadline",
        teaches: "When the deadline passes, main and all that it started are cancelled, however far they are.",
        link: "tasks=menu:%201s,photos:%202s,reviews:%204s&await=gather&deadline=2.5s",
    },
    Example {
        title: "Blocking the loop",
        teaches: "While one task computes, no other can be polled: timers that are due wait for the loop.",
        link: "tasks=render:%20500ms%20cpu%201.5s,clicks:%20800ms,scroll:%201s&await=gather",
    },
    Example {
        title: "Chance with a seed",
        teaches: "Random delays and failures follow from the seed, so the same link gives the same run.",
        link: "tasks=upload:%20500ms..2s%20fail%2030%25%20x8&await=settle&retry=1&seed=7",
    },
    Example {
        title: "Joined, not spawned",
        teaches: "Joined futures are polled by main itself and never stand in the ready queue.",
        link: "tasks=users:%202s,orders:%201s,prices:%203s&await=gather&unit=future",
    },
    Example {
        title: "A thousand tasks",
        teaches: "One thread holds a thousand sleeping tasks with a single browser timer for the earliest of them.",
        link: "tasks=sensor:%200.5s..2s%20x1000&await=gather&timers=shared",
    },
];
