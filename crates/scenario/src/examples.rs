//! The example programs, each with one lesson. Data only; tests run them and check what their sentences say.

/// A scenario with a title and a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The title, as shown in the combobox.
    pub title: &'static str,
    /// The lesson, in one sentence.
    pub teaches: &'static str,
    /// The same after the run: what was seen.
    pub seen: &'static str,
    /// The scenario, as the fragment of a link without `#`.
    pub link: &'static str,
}

/// All examples, from easy to hard. The first two are the tutorial's programs.
pub const EXAMPLES: [Example; 17] = [
    Example {
        title: "Two tasks",
        teaches: "The shorter sleep finishes first, yet its result comes second: main awaits in list order.",
        seen: "The shorter sleep finished first, yet its result came second: main awaited in list order.",
        link: "",
    },
    Example {
        title: "Gather three",
        teaches: "Three sleeps of 2, 1 and 3 s take 3 s in all, and the results keep the order of the list.",
        seen: "Three sleeps of 2, 1 and 3 s took 3 s in all, and the results kept the order of the list.",
        link: "tasks=2,1,3&await=gather",
    },
    Example {
        title: "One by one",
        teaches: "Awaiting inline takes the sum of the delays: nothing starts before the one before it has ended.",
        seen: "Awaiting inline took the sum of the delays: none started before the one before had ended.",
        link: "tasks=users:%201s,orders:%202s,prices:%201.5s&await=one-by-one",
    },
    Example {
        title: "Join all",
        teaches: "The same three joined take as long as the slowest alone.",
        seen: "The three, joined, took as long as the slowest of them alone.",
        link: "tasks=users:%201s,orders:%202s,prices:%201.5s&await=gather",
    },
    Example {
        title: "Two at a time",
        teaches: "With a limit of 2, each operation waits for a permit until one before it gives its own back.",
        seen: "Only two worked at a time: each of the others waited until one before it was done.",
        link: "tasks=cover:%201s,portrait:%202s,thumb:%20500ms%20x4&await=gather&limit=2",
    },
    Example {
        title: "Fail fast",
        teaches: "In a group the first failure cancels the others before it reaches main.",
        seen: "payment failed first, and the group cancelled the others before main heard of it.",
        link: "tasks=profile:%203s,payment:%201s%20fail,stock:%202s&await=group",
    },
    Example {
        title: "A failure left behind",
        teaches: "The first failure reaches main; the others run on, and a second failure is swallowed: no warning comes.",
        seen: "The failure of orders reached main. That of invoices, later, was heard by nobody.",
        link: "tasks=orders:%201s%20fail,invoices:%202s%20fail,report:%203s&await=gather&leftovers=finish",
    },
    Example {
        title: "Settle all",
        teaches: "Settling keeps every outcome, failures too, in the order of the list.",
        seen: "chat failed, and the others went on: every outcome was kept, in the order of the list.",
        link: "tasks=mail:%202s,chat:%201s%20fail,calendar:%203s&await=settle",
    },
    Example {
        title: "A race",
        teaches: "The first mirror to answer wins, and the others are cancelled.",
        seen: "mirror Lyon answered first and won, and the others were cancelled.",
        link: "tasks=mirror%20Oslo:%202s,mirror%20Lyon:%201.2s,mirror%20Turin:%203s&await=race",
    },
    Example {
        title: "First success",
        teaches: "The cache ends first but fails, so the first success wins instead.",
        seen: "cache ended first but failed, so replica won: the first success counts.",
        link: "tasks=cache:%20300ms%20fail,replica:%201s,origin:%202s&await=first-ok",
    },
    Example {
        title: "As completed",
        teaches: "Main takes each outcome as it comes, whatever its place in the list.",
        seen: "main took each outcome as it came: weather, traffic, then news.",
        link: "tasks=news:%203s,weather:%201s,traffic:%202s&await=as-completed",
    },
    Example {
        title: "Timeout and retries",
        teaches: "An attempt that fails or outlasts its timeout is made again, after a pause that doubles.",
        seen: "Each attempt that failed or ran out of time was made again, after a longer pause.",
        link: "tasks=login:%20500ms%20fail%202,search:%20800ms,maps:%203s&await=settle&timeout=1s&retry=2&backoff=200ms",
    },
    Example {
        title: "A deadline",
        teaches: "When the deadline passes, main and all that it started are cancelled, however far they are.",
        seen: "The deadline passed while reviews still slept, so main and reviews were cancelled.",
        link: "tasks=menu:%201s,photos:%202s,reviews:%204s&await=gather&deadline=2.5s",
    },
    Example {
        title: "Blocking the loop",
        teaches: "While one task computes, no other can be polled: timers that are due wait for the loop.",
        seen: "While render computed, clicks and scroll were due and could not run.",
        link: "tasks=render:%20500ms%20cpu%201.5s,clicks:%20800ms,scroll:%201s&await=gather",
    },
    Example {
        title: "Chance with a seed",
        teaches: "Random delays and failures follow from the seed, so the same link gives the same run.",
        seen: "Delays and failures came from the seed: run it again, and the same ones come.",
        link: "tasks=upload:%20500ms..2s%20fail%2030%25%20x8&await=settle&retry=1&seed=7",
    },
    Example {
        title: "Joined, not spawned",
        teaches: "Joined futures are polled by main itself and never stand in the ready queue.",
        seen: "main polled the three itself; they never stood in the ready queue.",
        link: "tasks=users:%202s,orders:%201s,prices:%203s&await=gather&unit=future",
    },
    Example {
        title: "A thousand tasks",
        teaches: "One thread holds a thousand sleeping tasks with a single browser timer for the earliest of them.",
        seen: "One thread held a thousand sleeping tasks, with one browser timer for the earliest.",
        link: "tasks=sensor:%200.5s..2s%20x1000&await=gather&timers=shared",
    },
];
