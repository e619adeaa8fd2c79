//! The glossary: one explanation for each term, policy, field, state and figure on the page, shown in tooltips and in
//! Help. What another crate says already (the sentence of a policy, the words of a state) is taken from there.

use codegen::Language;
use recording::facts::words_for;
use recording::figures::FigureKind;
use recording::{CancelPhase, State, WaitFamily, WaitingOn};
use scenario::Policy;
use scenario::examples::{EXAMPLES, Example};

/// What a word on the page means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Names it in the page's markup: `event-loop`.
    pub id: &'static str,
    /// The word itself, as in running text.
    pub word: &'static str,
    /// What it means: one or two sentences, at most 30 words together.
    pub sentence: &'static str,
    /// The title of the example that shows it; empty if none does.
    example: &'static str,
    /// How it is written in each language, in the order of [`Language::ALL`]; empty where a language has no word for it.
    code: [&'static str; 3],
}

impl Explanation {
    /// How it is written in this language, as in the program of its example. `None` if the language has no word for it.
    #[must_use]
    pub fn code_word(&self, language: Language) -> Option<&'static str> {
        let at = Language::ALL.iter().position(|known| *known == language)?;
        Some(self.code[at]).filter(|word| !word.is_empty())
    }

    /// The example whose run shows it.
    #[must_use]
    pub fn example(&self) -> Option<&'static Example> {
        self.example_index().map(|index| EXAMPLES[index])
    }

    /// The index of that example.
    #[must_use]
    pub fn example_index(&self) -> Option<usize> {
        EXAMPLES.iter().position(|example| example.title == self.example)
    }

    const fn seen_in(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// How asyncio has it, which no list of tasks can say.
    const fn in_asyncio(self, python: &'static str) -> Self {
        self.written(python, "", "")
    }

    const fn written(self, python: &'static str, rust: &'static str, javascript: &'static str) -> Self {
        let code = [python, rust, javascript];
        Self { code, ..self }
    }
}

/// Declares the terms, each with its explanation.
macro_rules! terms {
    ($($term:ident = $explanation:expr;)+) => {
        /// Whatever the page explains. What each means is its [`Explanation`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Term {
            $(#[doc = stringify!($term)] $term,)+
        }

        impl Term {
            /// All of them: those of the glossary first, then those that stand beside one thing on the page.
            pub const ALL: &'static [Self] = &[$(Self::$term),+];
        }

        /// In the order of [`Term::ALL`].
        static EXPLANATIONS: [Explanation; Term::ALL.len()] = [$($explanation),+];

        /// Their ids, which the first picture has, in a list of their own: it has none of the sentences, so the part of the
        /// program that is loaded first does not either.
        static IDS: [&str; Term::ALL.len()] = [$($explanation.id),+];
    };
}

terms! {
    // The glossary.
    EventLoop = explain("event-loop", "event loop",
        "Runs one task at a time. When that one awaits, it picks the next that is ready.")
        .seen_in("Two tasks").written("asyncio.run", "tokio::main", "");
    Coroutine = explain("coroutine", "coroutine",
        "A function that can pause at an await and go on later. Calling it runs nothing yet, except in JavaScript.")
        .seen_in("One by one").written("async def", "async fn", "async function");
    Await = explain("await", "await",
        "Waits for a result here and lets others run meanwhile.")
        .seen_in("Two tasks").written("await", ".await", "await");
    Task = explain("task", "task",
        "A job that the event loop runs beside others. It starts when the current code next awaits, and keeps its \
         result until someone awaits it.")
        .seen_in("Two tasks").written("create_task", "tokio::spawn", "");
    Main = explain("main", "main",
        "The function that the program begins with. It starts the tasks and waits for them; when it ends, the program is over.")
        .seen_in("Two tasks").written("main()", "main()", "main()");
    Future = explain("future", "future",
        "A box for a result that is not there yet. Whoever awaits it is woken when it is.")
        .seen_in("Joined, not spawned").written("", "futures::future", "new Promise");
    Gather = explain("gather", "gather",
        "Awaits many at once and keeps their results in list order. The first failure reaches you, the others go on.")
        .seen_in("Gather three").written("asyncio.gather", "try_join_all", "Promise.all");
    TaskGroup = explain("task-group", "task group",
        "Awaits all its tasks. If one fails, the others are cancelled before the failure reaches you.")
        .seen_in("Fail fast").written("TaskGroup", "JoinSet", "AbortController");
    Poll = explain("poll", "step (poll)",
        "One turn of a task: from where it paused to its next await. Nothing else runs meanwhile.")
        .seen_in("Gather three");
    Wake = explain("wake", "wake",
        "Puts a waiting task back into the queue, because what it waited for has happened.")
        .seen_in("Two tasks").written("", "", "resolve");
    ReadyQueue = explain("ready-queue", "ready queue",
        "The line of tasks that could run now. The event loop takes them one after the other, first come, first served.")
        .seen_in("A thousand tasks");
    Timer = explain("timer", "timer",
        "Wakes a task at a set time. Many tick at once, and none holds the thread.")
        .seen_in("Gather three").written("asyncio.sleep", "sleep", "setTimeout");
    Overdue = explain("overdue", "overdue",
        "A timer that is up while the loop is busy with someone else.")
        .seen_in("Blocking the loop");
    BlockedLoop = explain("blocked-loop", "blocked loop",
        "A task that computes without an await holds the only thread. Nothing else can run until it pauses or ends.")
        .seen_in("Blocking the loop").written("time.sleep", "thread::sleep", "compute");
    Permit = explain("permit", "permit",
        "A slot under a limit. A task takes a free one before it works, and gives it back at its end.")
        .seen_in("Two at a time").written("Semaphore", "Semaphore", "Semaphore");
    Timeout = explain("timeout", "timeout",
        "Ends one attempt that takes too long, as a failure.")
        .seen_in("Timeout and retries").written("asyncio.timeout", "timeout", "AbortSignal.timeout");
    Deadline = explain("deadline", "deadline",
        "The longest time that main may take. When it passes, main and all that it started are cancelled.")
        .seen_in("A deadline").written("asyncio.timeout", "timeout", "setTimeout");
    Cancel = explain("cancel", "cancel",
        "Asks a task to stop at the await where it waits. It may clean up first.")
        .seen_in("A race").written("cancel()", "", "abort()");
    Retry = explain("retry", "retry",
        "Another attempt after one that failed or timed out, up to a set number.")
        .seen_in("Timeout and retries").written("for attempt", "for attempt", "attempt += 1");
    Backoff = explain("backoff", "backoff",
        "A pause before the next attempt, twice as long each time, so that what failed can recover.")
        .seen_in("Timeout and retries").written("asyncio.sleep", "sleep", "sleep");
    Failure = explain("error", "error",
        "A task that fails keeps its error. It is raised again where someone awaits the task.")
        .seen_in("Fail fast").written("raise", "Err", "throw");
    Swallowed = explain("swallowed", "swallowed error",
        "A failure that nobody hears of, because whoever awaited had another one already.")
        .seen_in("A failure left behind");
    InFlight = explain("in-flight", "in flight",
        "Tasks that have begun their work and have not ended. Those that wait for a free slot are not among them.")
        .seen_in("A thousand tasks");
    Percentile = explain("percentile", "p95 (percentile)",
        "The duration that 95 of 100 tasks did not exceed: what the slowest of a crowd wait for.")
        .seen_in("A thousand tasks");
    CriticalPath = explain("critical-path", "critical path",
        "The chain of steps that decided when the run ended, one after the other without a gap. Only a shorter step on \
         it can end the run earlier.")
        .seen_in("Two at a time");

    // How to await.
    HowToAwait = explain("how-to-await", "how to await",
        "How main starts the tasks, in which order it takes their results, and what a failure of one does to the others.");
    OneByOne = policy("one-by-one", Policy::OneByOne, "One by one");
    SpawnThenAwait = policy("spawn", Policy::Spawn, "Two tasks");
    JoinAll = policy("join-all", Policy::Gather, "Join all");
    SettleAll = policy("settle-all", Policy::Settle, "Settle all");
    FailFast = policy("fail-fast", Policy::Group, "Fail fast");
    Race = policy("race", Policy::Race, "A race");
    FirstSuccess = policy("first-success", Policy::FirstOk, "First success");
    AsCompleted = policy("as-completed", Policy::AsCompleted, "As completed");

    // The fields of the editor.
    TaskName = explain("task-name", "task name",
        "What the timeline and the tables call it. A task without a name gets a letter.");
    Repeat = explain("repeat", "how many",
        "This row stands for so many tasks, all alike.")
        .seen_in("A thousand tasks");
    Delay = explain("delay", "delay",
        "How long the task sleeps before it returns twice this number. A range like 1..2 is drawn at random.")
        .seen_in("Two tasks").written("asyncio.sleep(delay)", "from_secs_f64(delay)", "sleep(delay)");
    Cpu = explain("cpu", "CPU",
        "How long the task computes after its sleep, without an await: it blocks the event loop for that long.")
        .seen_in("Blocking the loop").written("time.sleep(cpu)", "from_secs_f64(cpu)", "compute(cpu)");
    Outcome = explain("outcome", "outcome",
        "Whether the attempts of the task succeed, always fail, fail a number of times, or fail by chance.")
        .seen_in("Timeout and retries");
    FailureCount = explain("failure-count", "how often it fails",
        "So many attempts fail before one succeeds; with %, the chance that an attempt fails.")
        .seen_in("Timeout and retries");
    Limit = explain("limit", "limit",
        "How many tasks may work at the same time. The others wait for a free slot.")
        .seen_in("Two at a time").written("Semaphore(2)", "const_new(2)", "Semaphore(2)");
    Speed = explain("speed", "speed",
        "How fast the clock of a run goes. Sleeps get shorter or longer, but the browser computes no faster, so figures \
         of lateness are distorted.");
    Seed = explain("seed", "seed",
        "Picks the random numbers. The same list and seed give the same delays and failures again.")
        .seen_in("Chance with a seed");
    Unit = explain("unit", "unit",
        "A task is run by the event loop; a future is run by main, inside main’s own steps.")
        .seen_in("Joined, not spawned");
    WhenMainEnds = explain("when-main-ends", "when main ends",
        "What becomes of tasks that still run then: they are cancelled, as asyncio.run does, or run to their end.")
        .seen_in("A failure left behind");
    Timers = explain("timers", "timers",
        "Whether each sleep has a browser timer of its own, or all share one that is set for the earliest.")
        .seen_in("A thousand tasks");

    BarEnd = explain("bar-end", "end of a bar",
        "Drag it to make the delay of this task longer or shorter: the list follows.");
    GuessHandle = explain("guess-handle", "the end you expect",
        "Drag it to where you expect this task to end, or past the end of the axis if it never finishes. The run is then drawn \
         over it.");
    YourGuess = explain("your-guess", "your guess",
        "Where you expected this task to end. It is right within 50 ms or 5 % of the time that it took.");
    NeverFinishes = explain("never-finishes", "never finishes",
        "You expect no result of this task: it fails, is cancelled, or main ends before starting it.");
    GuessedOrder = explain("guessed-order", "order of the lines",
        "The order in which you expect these lines. Only an order that you have moved or confirmed is graded.");
    LineUp = explain("line-up", "up",
        "You expect this line one place earlier.");
    LineDown = explain("line-down", "down",
        "You expect this line one place later.");
    DrawnDelay = explain("drawn-delay", "drawn delay",
        "The delay is a range, from which the seed draws for each attempt. Change the range in the list.")
        .seen_in("Chance with a seed");

    // The states of a task.
    Created = explain("created", words_for(State::Created),
        "It is in the list, but main has not made it yet.");
    Ready = explain("ready", words_for(State::Ready),
        "It could run now, and stands in the queue until the event loop gets to it.")
        .seen_in("A thousand tasks");
    Running = explain("running", words_for(State::Running),
        "Its code runs right now. Until it awaits or ends, nothing else can.")
        .seen_in("Blocking the loop");
    OnTimer = waits("on-timer", WaitingOn::Timer,
        "It sleeps until its timer is up. The thread is free for others meanwhile.")
        .seen_in("Two tasks");
    BackoffPause = waits("backoff-pause", WaitingOn::Backoff,
        "An attempt has failed, and it pauses before the next one. It keeps its slot meanwhile.")
        .seen_in("Timeout and retries");
    OnItsTasks = waits("on-its-tasks", WaitingOn::Child,
        "It has awaited tasks that it started, and goes on when they have ended.")
        .seen_in("Gather three");
    OnGather = waits("on-gather", WaitingOn::Gather,
        "It goes on when all that it gathered have ended, or one has failed.")
        .in_asyncio("asyncio.gather");
    OnWait = waits("on-wait", WaitingOn::Wait,
        "It goes on when enough tasks of a set have ended: the first, or all.")
        .in_asyncio("asyncio.wait");
    OnGroup = waits("on-group", WaitingOn::Group,
        "It stands at the end of its task group until every task of it has ended.")
        .in_asyncio("TaskGroup");
    OnSlot = waits("on-slot", WaitingOn::Semaphore,
        "As many tasks as the limit allows are at work. It starts when one of them gives its slot back.")
        .seen_in("Two at a time");
    OnLock = waits("on-lock", WaitingOn::Lock,
        "Another task holds the lock. It goes on when the lock is released to it.")
        .in_asyncio("asyncio.Lock");
    OnCondition = waits("on-condition", WaitingOn::Condition,
        "It sleeps until another task notifies the condition that something has changed.")
        .in_asyncio("asyncio.Condition");
    OnEvent = waits("on-event", WaitingOn::Event,
        "It sleeps until another task sets the event, which frees all who wait for it.")
        .in_asyncio("asyncio.Event");
    OnBarrier = waits("on-barrier", WaitingOn::Barrier,
        "It goes on together with the others as soon as enough of them have come.")
        .in_asyncio("asyncio.Barrier");
    OnQueueGet = waits("on-queue-get", WaitingOn::QueueGet,
        "The queue is empty. It goes on when another task puts something in.")
        .in_asyncio(".get()");
    OnQueuePut = waits("on-queue-put", WaitingOn::QueuePut,
        "The queue is full. It goes on when another task takes something out.")
        .in_asyncio(".put(");
    OnQueueJoin = waits("on-queue-join", WaitingOn::QueueJoin,
        "It goes on when everything that was put into the queue has been worked off.")
        .in_asyncio(".join()");
    OnThread = waits("on-thread", WaitingOn::Thread,
        "Another thread works for it, so that the event loop stays free.")
        .in_asyncio("asyncio.to_thread");
    OnIo = waits("on-io", WaitingOn::Io,
        "It waits for the network, a file or another process.")
        .in_asyncio("asyncio.open_connection");
    OnFuture = waits("on-future", WaitingOn::Future,
        "It goes on when something else sets the result that it awaits.")
        .in_asyncio("create_future");
    OnOthers = explain("on-others", WaitFamily::Awaited.words(),
        "It goes on when other tasks have got so far, or a thread, or input and output.");
    OnResource = explain("on-resource", WaitFamily::Resource.words(),
        "It goes on when another task gives back a lock, fills or empties a queue, or sets an event.");
    Finished = explain("finished", words_for(State::Finished),
        "It has returned, and keeps its result for whoever awaits it.")
        .seen_in("Two tasks");
    Failed = explain("failed", words_for(State::Failed),
        "It has raised an error. Whoever awaits it gets the error instead of a result.")
        .seen_in("Fail fast");
    Cancelled = explain("cancelled", words_for(State::Cancelled),
        "It was stopped at an await before its end, and has no result.")
        .seen_in("A race");
    Destroyed = explain("destroyed", words_for(State::Destroyed),
        "Nothing held on to it any more, so Python threw it away while it waited.");
    AskedToStop = explain("asked-to-stop", "asked to stop",
        "A cancel has been asked for. It arrives at the await where the task waits, the next time that the loop runs it.")
        .in_asyncio(".cancel()");
    CleaningUp = explain("cleaning-up", "cleaning up",
        "The cancel has arrived, and the task awaits something in its clean-up before it ends.")
        .in_asyncio("finally:");
    Cancelling = explain("cancelling", "cancelling",
        "Asked to stop, and not ended: the cancel is on its way, or has arrived and the task does something yet.")
        .in_asyncio("except asyncio.CancelledError");
    RefusedCancel = explain("refused-cancel", "refused the cancel",
        "The task caught the cancel and ended in its own way: whoever asked does not get what was asked for.")
        .in_asyncio("except asyncio.CancelledError");
    Shielded = explain("shielded", "shielded",
        "A cancel of whoever awaits the task does not reach it: it goes on by itself.")
        .in_asyncio("asyncio.shield");
    EagerStart = explain("eager-start", "eager start",
        "The task runs while it is made, up to its first await that has to wait, before its maker goes on.")
        .in_asyncio("eager_task_factory");
    Deadlock = explain("deadlock", "deadlock",
        "Nothing can run any more: every task waits for something that only another of them could give.");
    ManyFailures = explain("exception-group", "exception group",
        "One error that holds several: all the failures of a task group together.")
        .in_asyncio("except*");
    Predicted = explain("predicted", "predicted",
        "What would happen if every timer were on time. It is dashed, because nothing of it has run.");
    EarlierRuns = explain("earlier-runs", "earlier runs",
        "The last runs of the same list, laid under this one in the timeline, to compare them.");

    // The figures.
    TotalTime = explain("total-time", "total time",
        "From the start to the end of the last task.");
    SpeedUp = explain("speed-up", "speed-up",
        "The time all tasks take one after the other, divided by the time the run took.");
    MostAtOnce = explain("most-at-once", "most at once",
        "The most tasks that were at work at one moment: past the wait for a slot, and not ended.");
    MostAtOnceOfAny = explain("most-at-once-of-any", "most at once",
        "The most tasks that were at work at one moment: not ended, and not waiting for other tasks or for what these hold.");
    LoopBusy = explain("loop-busy", "loop busy",
        "The share of the run in which some task held the only thread. In the rest, everyone waited.");
    WaitedForLoop = explain("waited-for-the-loop", "waited for the loop",
        "The time in which tasks could have run and waited for the thread, added up over all of them.");
    TimersLate = explain("timers-late", "timers late",
        "How long after their time timers were served: what is typical (half of them were no later), and the worst.");
    WorkCancelled = explain("work-cancelled", "work cancelled",
        "The time that tasks had worked before they were cancelled, added up: their results are lost.");
    OneAfterAnother = explain("if-one-by-one", "if run one by one",
        "How long the list takes if each task starts when the one before has ended. A range counts as its middle.");

    // The heads of tables.
    StateNow = explain("state", "state",
        "What the task does at the moment shown.");
    StartedAt = explain("start", "start",
        "When main made the task, in seconds from the start of the run.");
    EndedAt = explain("end", "end",
        "When the task finished, failed or was cancelled, in seconds from the start of the run.");
    AttemptsMade = explain("attempts", "attempts",
        "How many attempts the task has started: more than one after a failure, if there are retries.");
    WaitedItself = explain("waited", "waited",
        "How long the task waited for a free slot, or for a lock, a queue or something else that others hold.");
    RunningTime = explain("running-time", "running time",
        "From its slot to its end, or to the moment shown: the duration without the wait for a slot. Sleeps are part of it.");
    HeldLoop = explain("held-the-loop", "held the loop",
        "How long the task held the event loop, all its steps together. Its sleeps do not count.");
    DurationOfTask = explain("duration", "duration",
        "From the moment main made the task to its end, or to the moment shown. The wait for a slot is part of it.");
    AllTasks = explain("all-tasks", "all tasks",
        "Lists the tasks in every state.");
    NotEnded = explain("not-ended", "not ended",
        "Tasks that main has made and that have not ended, whatever they wait for.");
    TimedOut = explain("timed-out", "timed out",
        "Tasks that failed because their last attempt took longer than its timeout. They are among the failed ones.");
    Retried = explain("retried", "retried",
        "Tasks that started more than one attempt, however they ended.");
    MedianDuration = explain("median", "p50",
        "The median: half of the tasks that finished or failed took no longer than this, from being made to their end.");
    RarestDuration = explain("rarest-duration", "p99",
        "Of 100 tasks that finished or failed, 99 had no longer a duration, from being made to their end.");
    LongestDuration = explain("longest-duration", "max",
        "The longest duration, from being made to the end, of the tasks that finished or failed.");
    DurationHistogram = explain("histogram", "histogram of durations",
        "How many tasks had which duration, failures in red. Drag over it, or move its two edges by keys, to list only those \
         tasks.");
    DurationRange = explain("duration-range", "range of durations",
        "Only tasks whose duration is in this range are listed. Press it to list every duration again.");
    AgainstPrediction = explain("vs-predicted", "vs. predicted",
        "How much later or earlier the task ended than predicted.");
    ResultOfTask = explain("result", "result",
        "What the task returned, or what its error says.");
    EventTime = explain("event-time", "time of the event",
        "In seconds from the start of the run, to the microsecond: many things happen within one millisecond.");
    EventKind = explain("event-kind", "kind of event",
        "The word for it in the trace file, by which the list can be filtered.");
    TimesFaster = explain("times-faster", "faster",
        "The total time of one by one, divided by the total time here.");
    Outcomes = explain("outcomes", "outcomes",
        "How many tasks finished, failed, were cancelled or never started, and whether main raised an error.");
    NeverStarted = explain("never-started", "never started",
        "Main ended before it made these tasks.");
    WaitedForSlot = explain("waited-for-a-slot", "waited for a slot",
        "The time in which tasks waited for a free slot under the limit, added up over all of them.");
    Failures = explain("failures", "failures",
        "How many tasks ended by failing, also by a timeout. A task that succeeds at last does not count.");
    Spread = explain("spread", "5th to 95th %",
        "Of 100 runs with different seeds, 90 came out between these two values.");
    MainRaisedNoError = explain("main-raised-no-error", "main raised no error",
        "In how many of the runs main ended without an error. Tasks may have failed, where main keeps their failures.");

    // What the panels say.
    Findings = explain("findings", "findings",
        "What stands out about this run, the weightiest first: what happened, why it matters, and what would change it.");
    ShowIt = explain("show-it", "show it",
        "Selects the task, brings its lane into view and moves the playhead to where it happened.");
    CausesOf = explain("causes", "why (causes)",
        "The answer, and below it what led there, from the first cause to the last. Press a line to go to its moment.");
    WhereTimeWent = explain("where-time-went", "where the time went",
        "How the time from the making of the task to the moment shown divides: running, ready, and each kind of wait.");
    WaitsOfTask = explain("waits", "what it waited for",
        "Each wait of the task with its start, its end and its length, in the order in which they happened.");
    AgainstThePrediction = explain("against-the-prediction", "against the prediction",
        "By how much this run strayed from what was predicted, and what it comes from.");
    WhatHappens = explain("what-happens", "what happens (event)",
        "The event in words, as it was recorded.");
    TaskOfEvent = explain("task-of-event", "task (of an event)",
        "The task that the event is about. Events of the event loop and of the clock have none.");
    OnlySelected = explain("only-selected", "only the selected task",
        "Lists the events of the selected task and no others.");
    FindTask = explain("find-task", "find a task",
        "Lists the tasks whose name has these letters.");
    LanguageInView = explain("language", "language",
        "In which language the program stands, and whose words captions use. The run is the same in each.");
    DockCode = explain("dock", "dock",
        "Keeps the program beside the other panels, or puts it among them.");
    CopyProgram = explain("copy-program", "copy",
        "Copies the whole program, to be pasted and run elsewhere.");
    DownloadProgram = explain("download-program", "download",
        "Saves the whole program as a file that can be run as it is.");
    WhatToCompare = explain("what-to-compare", "what to compare",
        "All eight ways to await, or one way over a range of limits, timeouts or retries.");
    CompareAxis = explain("compare-axis", "axis",
        "Where the axis of the small timelines ends: with the slowest run, or with the fastest.");
    AlsoTry = explain("also-try", "also try",
        "More values for the range, with commas between them.");
    TakeSetting = explain("take-setting", "take it",
        "Puts this into the set-up, for the next run.");
    DropSetting = explain("drop-setting", "remove it",
        "Takes this value out of the range. It was added by hand.");
    PathEnd = explain("path-end", "to the end of",
        "The task to whose end the critical path leads.");
    EditorMenu = explain("more-of-row", "more (row)",
        "Copies, repeats, moves or deletes this row.");
    AddTask = explain("add-task", "add task",
        "Adds a task of 1 s at the end of the list.");
    MoreChoices = explain("more-choices", "more (set-up)",
        "Seed, unit, what becomes of tasks when main ends, and timers: what one rarely changes.");
    MoreOfPage = explain("more-of-page", "menu",
        "Export, present, and dark or light.");

    // What the page does.
    RunButton = explain("run", "run",
        "Runs the list for real, on this browser’s timers. Pause holds the clock.");
    Predict = explain("predict", "predict",
        "Foretells nothing before the run: you say when each task ends, and Run shows what was right, and why.");
    AnswerGuess = explain("answer-guess", "answer",
        "What you expect of this program. Run executes it, and what was recorded decides which answer is right.");
    GuessAgain = explain("guess-again", "guess again",
        "Takes your guess back, and the run with which it was compared.");
    ShowInstead = explain("show-instead", "show me instead",
        "Switches Predict off: what would happen is drawn ahead of the run. Your guess is kept.");
    ShowLesson = explain("show-lesson", "show me instead",
        "Shows the lesson now, and draws ahead of the run what would happen. Without it, both come with the run.");
    StopButton = explain("stop", "stop",
        "Ends the run: every task that still runs is cancelled.");
    StepButton = explain("step", "step",
        "Runs up to the end of the next step of a task, or to the next timer if nothing can run.");
    StepBackButton = explain("step-back", "step back",
        "Shows the moment before the last step. Nothing is undone: the run stays as it is.");
    ReplayButton = explain("replay", "replay",
        "Moves the playhead through the record at the chosen speed. Nothing runs again.");
    NextExample = explain("next-example", "next example",
        "The example that comes next on the learning path. Run is not pressed for you: predict first.");
    EndAtOnceButton = explain("end-at-once", "end at once",
        "Shows the whole run now, simulated in virtual time, instead of the run that is on. For lists of up to 1,000 tasks.");
    Playhead = explain("playhead", "playhead",
        "The moment that timeline, tables and code show. Drag it to look at any moment of the recording.");
    FlightRow = explain("flight-row", "in flight (row)",
        "How many tasks are at work, from moment to moment, up to the largest number. Red marks are failures, as high as they \
         are many.");
    EventLoopLane = explain("loop-lane", "event loop (lane)",
        "Who holds the only thread, from moment to moment. Below it, how many tasks stand in the queue.");
    ResourceLane = explain("resource-lane", "resource (lane)",
        "A queue, a lock or the like over time: the items in it, the permits that are free, or who holds it. The most used \
         ones have lanes.");
    FreePermits = explain("free-permits", "free permits",
        "How many permits of a semaphore nobody has, over time. While there are none, whoever wants one waits.");
    PermitHolder = explain("permit-holder", "who has the permit",
        "The task that has the only permit of a semaphore, over time. Between two boxes it is free.");
    QueueLength = explain("queue-length", "items in a queue",
        "How many items are in a queue, over time. A dashed line is the most that it takes.");
    LockHolder = explain("lock-holder", "who holds a lock",
        "The task that holds a lock, over time. Between two boxes it is free.");
    EventSet = explain("event-set", "event is set",
        "A box from when an event is set: whoever waits for it goes on, and whoever comes later does not wait.");
    ConditionWaiting = explain("condition-waiting", "waiting at a condition",
        "How many tasks wait to be notified by a condition, over time.");
    BarrierWaiting = explain("barrier-waiting", "waiting at a barrier",
        "How many tasks have come to a barrier and wait for the others, over time.");
    FoldTasks = explain("fold-tasks", "fold",
        "Shows the tasks that this one has started as one lane, with the share of them that wait, run or have ended.");
    TasksInRows = explain("tasks-in-rows", "tasks in rows",
        "Every task of a long list at once: a row shows how many of its tasks wait, are overdue, run or have ended. Each failure is marked.");
    Console = explain("console", "console",
        "The lines that the program prints, with their time and task.");
    TasksTable = explain("tasks", "tasks",
        "Every task with state, start, end and result: what the timeline shows, to read.");
    Events = explain("events", "events",
        "Everything that was recorded, one event a row, in the order in which it happened.");
    Why = explain("why", "why",
        "What stands out about the run, and why the selected task is where it is, cause by cause.");
    Code = explain("code", "code",
        "The list as a complete program in Python, Rust or JavaScript. Chips show which task is at which line.");
    Compare = explain("compare", "compare",
        "The same tasks under all eight ways to await, or over a range of one setting, in virtual time.");
    FiguresPanel = explain("figures", "figures",
        "The figures of the run up to now, and the key of the timeline: what each texture means.");
    FoldPanels = explain("fold-panels", "panels",
        "Opens the panel that was open last, over the timeline, or closes it. So does a second press on its tab, or Escape.");
    Splitter = explain("splitter", "timeline and panels",
        "Drag it to give the timeline more height or less: this is kept. Enter or a double click goes back to what fits.");
    TableView = explain("table-view", "table",
        "The list of tasks as rows of fields.");
    TextView = explain("text-view", "text",
        "The same list as text, one task a line: quick to type, to copy and to paste.");
    ProgramView = explain("program-view", "program",
        "A Python program of your own. Run executes it here and records every step, so that it is drawn like a list.");
    ProgramExamples = explain("program-examples", "example (program)",
        "Programs to learn from, path by path: each asks what will happen before it runs. Your own program is kept.");
    VirtualClock = explain("virtual-clock", "virtual clock",
        "Time jumps from timer to timer, so a program that sleeps for minutes is recorded at once. Playing it takes the time it says.");
    ProgramInput = explain("program-input", "input",
        "What input() and sys.stdin read, line by line. Nobody can type while a program runs, so the lines are written beforehand.");
    SaveProgram = explain("save-program", "save",
        "Saves the program as a file, to run it with Python on your machine.");
    RecordElsewhere = explain("record-elsewhere", "record on your machine",
        "How to record a program where it lives, with its packages, files and network, and show the record here.");
    OpenAsProgram = explain("open-as-program", "open as program",
        "Takes this program into the editor, where it can be changed and run as real Python.");
    BackToEnd = explain("back-to-end", "back to end",
        "Shows the end of the recording again, and follows it while the run goes on.");
    Caption = explain("caption", "what happens",
        "Says in a sentence what happens at the moment that is shown, and below it what follows. Before a run it is the lesson.");
    RestOfCaption = explain("rest-of-caption", "more",
        "Opens Why, where the rest of this text stands.");
    ZoomIn = explain("zoom-in", "zoom in",
        "Shows less time in more detail. The playhead keeps its place, if it is in view.");
    ZoomOut = explain("zoom-out", "zoom out",
        "Shows more of the run in the same width.");
    WholeRun = explain("whole-run", "whole run",
        "Fits the whole run into the timeline. Drag in the strip to look at a part of it.");
    CancelTask = explain("cancel-task", "cancel this task",
        "Asks the task to stop, as task.cancel() does, and shows what becomes of those who await it.");
    ReorderTask = explain("reorder", "move",
        "Drag it up or down: the list starts in this order, and results keep it.");
    UndoEdit = explain("undo", "undo",
        "Takes the last change of the list or of a setting back.");
    RedoEdit = explain("redo", "redo",
        "Makes the change again that was taken back.");
    SetUp = explain("set-up", "set-up",
        "The tasks, how main awaits them and the limits: all that is fixed before a run. Closed, it is one line.");
    OpenedRecord = explain("opened-record", "record (opened)",
        "A run that was recorded before, here or by another program. It is shown, not run, and nothing of it can be changed.");
    RecordedBy = explain("recorded-by", "recorded by",
        "What wrote the record while the tasks ran: this page, or a recorder in another program.");
    RecordedProgram = explain("recorded-program", "program",
        "The program that was recorded.");
    RecordClock = explain("record-clock", "clock",
        "Real: times as they were measured. Virtual: time jumps from timer to timer, so every time is exact.");
    EndOfRecord = explain("end-of-record", "end (of a record)",
        "How the recorded program ended. A record that was cut off does not have its end.");
    EndComparison = explain("end-comparison", "end the comparison",
        "Closes the second record. The first stays open.");
    LargestChange = explain("largest-change", "change",
        "How much later the task ended in the second record; if it ended alike, the largest change of its other times.");
    CausesOfChange = explain("causes-of-change", "causes",
        "What took more or less time on the way to this task's end than in the first record. The parts add up to the change of its end.");
    LoadNewVersion = explain("load-new-version", "reload",
        "Opens the page again, in its new version. Your tasks are kept; a run that is on ends.");
    KeepOldVersion = explain("keep-old-version", "dismiss",
        "Closes this line. The page stays in its version until you open it again.");
    ThemeSwitch = explain("theme", "theme",
        "Switches between dark and light.");
    ShareButton = explain("share", "share",
        "Links and code that open what is set up here, to be copied, and what they do not hold.");
    EmbedCode = explain("embed-code", "code to embed",
        "What to paste into a page of your own, so that this figure can be run in it.");
    PresentButton = explain("present", "present",
        "Shows caption, timeline, program and transport alone, large enough for a lecture hall. Escape leaves it.");
    ExportButton = explain("export", "export",
        "Saves the run as a file: its trace, for Perfetto, a picture, the console, a table of the tasks, or all figures.");
    PictureOf = explain("picture-of", "picture of",
        "What the picture shows: the timeline as it is in view, all policies, how long tasks took, or the program.");
    PictureColours = explain("picture-colours", "colours (picture)",
        "The colours that the page has now, or dark on white.");
    PictureWidth = explain("picture-width", "width (picture)",
        "As wide as the timeline is now, or 960 pixels, which suits most pages.");
    PictureFile = explain("picture-file", "file (picture)",
        "SVG stays sharp at any size and its text can be searched. PNG goes anywhere: two or four pixels for each of the screen.");
    SavePicture = explain("save-picture", "save (picture)",
        "Saves the picture as a file, named after the policy, the tasks and the seed.");
    CancelWork = explain("cancel-work", "cancel (file)",
        "Ends what is under way. No file is saved or opened, and the page stays as it is.");
    HelpButton = explain("help", "help",
        "All keys, and the glossary: every term with its code word and an example.");
}

impl Term {
    /// How many of [`Self::ALL`], from the first, are listed in Help: what one needs to read a run.
    const IN_GLOSSARY: usize = 25;

    /// The terms of the glossary, in its order.
    #[must_use]
    pub fn glossary() -> &'static [Self] {
        &Self::ALL[..Self::IN_GLOSSARY]
    }

    /// Whether it is listed in the glossary.
    #[must_use]
    pub const fn in_glossary(self) -> bool {
        (self as usize) < Self::IN_GLOSSARY
    }

    /// What it means.
    #[must_use]
    pub const fn explanation(self) -> &'static Explanation {
        &EXPLANATIONS[self as usize]
    }

    /// Its id in the page's markup.
    #[must_use]
    pub fn id(self) -> &'static str {
        IDS[self as usize]
    }

    /// The term with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|term| term.id() == id)
    }

    /// The explanation of a policy.
    #[must_use]
    pub const fn of_policy(policy: Policy) -> Self {
        match policy {
            Policy::OneByOne => Self::OneByOne,
            Policy::Spawn => Self::SpawnThenAwait,
            Policy::Gather => Self::JoinAll,
            Policy::Settle => Self::SettleAll,
            Policy::Group => Self::FailFast,
            Policy::Race => Self::Race,
            Policy::FirstOk => Self::FirstSuccess,
            Policy::AsCompleted => Self::AsCompleted,
        }
    }

    /// The explanation of a state. States that the page calls the same have one.
    #[must_use]
    pub const fn of_state(state: State) -> Self {
        match state {
            State::Created => Self::Created,
            State::Spawned | State::Ready => Self::Ready,
            State::Running | State::RunningWoken => Self::Running,
            State::Waiting(on) => Self::of_wait(on),
            State::Finished => Self::Finished,
            State::Failed => Self::Failed,
            State::Cancelled => Self::Cancelled,
            State::Destroyed => Self::Destroyed,
        }
    }

    /// The explanation of where a cancel stands.
    #[must_use]
    pub const fn of_cancel(phase: CancelPhase) -> Self {
        match phase {
            CancelPhase::Asked => Self::AskedToStop,
            CancelPhase::Arrived => Self::Cancelling,
            CancelPhase::CleaningUp => Self::CleaningUp,
            CancelPhase::Refused => Self::RefusedCancel,
        }
    }

    /// The explanation of a figure. In the recording of another program tasks wait for more than slots.
    #[must_use]
    pub const fn of_figure(figure: FigureKind, any_program: bool) -> Self {
        match figure {
            FigureKind::Makespan => Self::TotalTime,
            FigureKind::SpeedUp => Self::SpeedUp,
            FigureKind::MostAtOnce if any_program => Self::MostAtOnceOfAny,
            FigureKind::MostAtOnce => Self::MostAtOnce,
            FigureKind::LoopBusy => Self::LoopBusy,
            FigureKind::ReadyTime => Self::WaitedForLoop,
            FigureKind::TimerLateness => Self::TimersLate,
            FigureKind::ThrownAway => Self::WorkCancelled,
        }
    }

    /// The explanation of what a task waits for.
    #[must_use]
    pub const fn of_wait(on: WaitingOn) -> Self {
        match on {
            WaitingOn::Timer => Self::OnTimer,
            WaitingOn::Child => Self::OnItsTasks,
            WaitingOn::Backoff => Self::BackoffPause,
            WaitingOn::Gather => Self::OnGather,
            WaitingOn::Wait => Self::OnWait,
            WaitingOn::Group => Self::OnGroup,
            WaitingOn::Semaphore => Self::OnSlot,
            WaitingOn::Lock => Self::OnLock,
            WaitingOn::Condition => Self::OnCondition,
            WaitingOn::Event => Self::OnEvent,
            WaitingOn::Barrier => Self::OnBarrier,
            WaitingOn::QueueGet => Self::OnQueueGet,
            WaitingOn::QueuePut => Self::OnQueuePut,
            WaitingOn::QueueJoin => Self::OnQueueJoin,
            WaitingOn::Thread => Self::OnThread,
            WaitingOn::Io => Self::OnIo,
            WaitingOn::Future => Self::OnFuture,
        }
    }
}

const fn explain(id: &'static str, word: &'static str, sentence: &'static str) -> Explanation {
    Explanation {
        id,
        word,
        sentence,
        example: "",
        code: ["", "", ""],
    }
}

const fn policy(id: &'static str, policy: Policy, example: &'static str) -> Explanation {
    explain(id, policy.label(), policy.sentence()).seen_in(example)
}

const fn waits(id: &'static str, on: WaitingOn, sentence: &'static str) -> Explanation {
    explain(id, on.words(), sentence)
}
