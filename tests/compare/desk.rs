//! What the worker replies is what the page would have found out itself, whatever is asked in between.

use super::slices::each_link;
use super::support::open;
use compare::{Baseline, ComparedOver, Modifier, Point, Setting};
use comparing::{ComparisonJob, Desk, PolicyRow, Question, Reply, ReplyKind, SettingFigures, runs_of, written};
use scenario::link;

/// Enough settings with chance, and lists of one to a few operations.
const SWEPT: &str = "tasks=1s..3s%20fail%2030%25,0.5s%20x4&limit=2";

/// How a reply travels: as `src/comparer.rs` writes it. Of the others it has the sentences.
fn travelled(reply: &Reply) -> Reply {
    let bytes = postcard::to_allocvec(reply).expect("a reply can be sent");
    postcard::from_bytes(&bytes).expect("a reply can be read")
}

fn question(number: u32, over: ComparedOver, link: &str, more: &[Setting]) -> Question {
    Question::Compare {
        number,
        over,
        link: link::write(&open(link)),
        more: written(more),
    }
}

/// All that is answered, a step at a time, until nothing is left to do.
fn replies(desk: &mut Desk) -> Vec<Reply> {
    let mut replies = Vec::new();
    while desk.is_busy() {
        replies.extend(desk.work(|| true).iter().map(travelled));
    }
    replies
}

/// The rows of the comparison done here.
fn rows_here(link: &str) -> Vec<PolicyRow> {
    let mut job = ComparisonJob::new(ComparedOver::Policies, &open(link)).expect("it may be compared");
    let mut rows = Vec::new();
    while !job.progress().finished() {
        rows.extend(job.step());
    }
    for row in &mut rows {
        assert_eq!(
            row.others,
            row.figure
                .others
                .take()
                .map(|others| others.to_string())
                .unwrap_or_default()
        );
    }
    rows
}

fn read(figures: &[SettingFigures], settings: &[Setting]) -> Vec<Point> {
    figures
        .iter()
        .filter_map(|figures| figures.clone().point(settings))
        .collect()
}

fn points_here(link: &str, modifier: Modifier, more: &[Setting]) -> Vec<Point> {
    let mut job = ComparisonJob::new(ComparedOver::Range(modifier), &open(link)).expect("it may be swept");
    if let ComparisonJob::Range(sweep) = &mut job {
        sweep.set_more(more).expect("there are few");
    }
    while !job.progress().finished() {
        job.step();
    }
    job.points()
}

fn rows_of(replies: &[Reply]) -> Vec<&PolicyRow> {
    let rows = replies.iter().filter_map(|reply| match &reply.kind {
        ReplyKind::Row { index, row } => Some((*index as usize, row.as_ref())),
        _ => None,
    });
    let rows: Vec<_> = rows.collect();
    assert!(rows.iter().enumerate().all(|(place, (index, _))| place == *index));
    rows.into_iter().map(|(_, row)| row).collect()
}

#[test]
fn the_rows_of_a_worker_are_those_of_the_page() {
    each_link(|link| {
        let mut desk = Desk::default();
        let begun = desk.ask(question(7, ComparedOver::Policies, link, &[]));
        assert!(
            matches!(
                begun,
                Some(Reply {
                    number: 7,
                    kind: ReplyKind::Begun
                })
            ),
            "#{link}"
        );
        let replies = replies(&mut desk);
        assert!(replies.iter().all(|reply| reply.number == 7), "#{link}");
        let (there, here) = (rows_of(&replies), rows_here(link));
        assert_eq!(there.len(), 8, "#{link}");
        assert_eq!(format!("{there:?}"), format!("{here:?}"), "#{link}");
    });
}

#[test]
fn the_baseline_of_a_row_is_that_of_the_comparison() {
    each_link(|link| {
        let comparison = super::compared(link);
        let first = comparison.figures().first().map(Baseline::of);
        assert_eq!(first, comparison.baseline(), "#{link}");
    });
}

#[test]
fn an_edit_ends_what_is_under_way() {
    let mut desk = Desk::default();
    desk.ask(question(1, ComparedOver::Policies, "tasks=1s..3s%20x500", &[]));
    let first = desk.work(|| true);
    assert!(first.is_empty() && desk.is_busy(), "a step is not all: {first:?}");
    desk.ask(question(2, ComparedOver::Policies, "tasks=2,1,3", &[]));
    let replies = replies(&mut desk);
    assert!(replies.iter().all(|reply| reply.number == 2));
    assert_eq!(
        format!("{:?}", rows_of(&replies)),
        format!("{:?}", rows_here("tasks=2,1,3"))
    );
    desk.ask(question(3, ComparedOver::Policies, "tasks=2,1,3", &[]));
    desk.ask(Question::Stop);
    assert!(!desk.is_busy());
}

#[test]
fn a_value_that_is_added_or_removed_in_between_keeps_the_other_results() {
    let own = [Setting::Limit(std::num::NonZeroU32::new(3))];
    let mut desk = Desk::default();
    let over = ComparedOver::Range(Modifier::Limit);
    desk.ask(question(1, over, SWEPT, &own));
    let mut last = Vec::new();
    for _ in 0..500 {
        last.extend(desk.work(|| true));
    }
    let all = [&own[..], &Modifier::Limit.settings(&open(SWEPT))].concat();
    let points = |replies: &[Reply]| match replies.last().map(|reply| &reply.kind) {
        Some(ReplyKind::Points(figures)) => read(figures, &all),
        _ => Vec::new(),
    };
    let runs = |replies: &[Reply]| (points(replies).len(), runs_of(&points(replies)));
    let (settings, before) = runs(&last);
    assert_eq!(settings, 6, "the five usual ones and the scenario's own");
    desk.ask(Question::TryMore(String::new()));
    let replies = replies(&mut desk);
    let (settings, first) = runs(&replies[..1]);
    assert_eq!(settings, 5);
    assert!(first * 6 >= before * 5 - 6, "{first} runs are left of {before}");
    assert_eq!(points(&replies), points_here(SWEPT, Modifier::Limit, &[]));
}
