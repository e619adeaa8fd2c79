//! The caption above the timeline: what happens at the moment that is shown, and why it matters. The sentences are
//! [`explain::caption`]'s; here is which of them stands when, and how it is read out.

mod announced;
mod chosen;

use crate::ui::embed::Embedded;
use crate::ui::explain::{Explained, Explanations};
use crate::ui::export::Export;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::measured::measured;
use crate::ui::page::focus_on;
use crate::ui::paths::{Offered, Paths};
use crate::ui::program::{ProgramTab, focus_on_the_answers};
use crate::ui::reactive::{Memo, RwSignal, Show, effect, memo};
use crate::ui::session::{RecordState, RunPhase, Session, SessionParts};
use crate::ui::stage::Panel;
use crate::ui::stage::Selection;
use crate::ui::stage::panels::docking::Docking;
use crate::ui::text_size::text_scale;
use announced::announced;
use chosen::ChosenCaption;
use explain::caption::{Caption, Piece};
use explain::glossary::Term;
use leptos::html::{H2, P};
use leptos::prelude::*;
use recording::RunOutcome;
use web_sys::Element;

/// The caption, between the transport and the timeline. Its height is fixed: one, two or three lines shift nothing.
#[component]
pub fn CaptionBox(
    /// What runs, and what is shown of it.
    session: Session,
    /// Which panel is open.
    docking: Docking,
    /// The selected task: of a guess that is graded, its own grade is shown.
    selection: Selection,
    /// The tooltip: a sentence that gives way takes its words with it.
    explanations: Explanations,
) -> impl IntoView {
    let SessionParts { playhead, controls, .. } = *session;
    let caption = ChosenCaption::new(session, selection).memo();
    expect_context::<Export>().pictures.show_caption(caption);
    let said = announced(caption);
    let headline_node = NodeRef::<H2>::new();
    let detail = NodeRef::<P>::new();
    let room = measured(headline_node);
    let fit = RwSignal::new(CaptionFit::default());
    // Measured before the next frame, when the words of every effect are in the page.
    let measuring = StoredValue::new(false);
    let measure = move || {
        if measuring.try_set_value(false).is_some() {
            return; // the page is gone
        }
        let Some((headline, detail)) = headline_node.get_untracked().zip(detail.get_untracked()) else {
            return;
        };
        let height = f64::from(headline.client_height()) / text_scale();
        let lines = HEADLINES
            .iter()
            .rposition(|(least, _)| height > *least)
            .unwrap_or_default();
        // How much of the detail shows depends on the headline: it is measured again.
        if fit.get_untracked().lines != lines {
            fit.update(|fit| fit.lines = lines);
            return;
        }
        let cut = detail.scroll_height() > detail.client_height() + 1;
        if fit.get_untracked().cut != cut {
            fit.update(|fit| fit.cut = cut);
        }
    };
    let lines = memo(move || fit.get().lines);
    effect(move || {
        caption.track();
        room.track();
        lines.track();
        let mounted = headline_node.get().is_some() && detail.get().is_some();
        if mounted && !measuring.get_value() {
            measuring.set_value(true);
            request_animation_frame(measure);
        }
    });
    // What was explained may have given way to another sentence.
    effect(move || {
        caption.track();
        explanations.follow_into(".caption");
    });
    // The focus scrolls to a term among what is cut off.
    let show_from_the_top = move || {
        let parts = [
            detail.get_untracked().map(Element::from),
            headline_node.get_untracked().map(Element::from),
        ];
        for part in parts.into_iter().flatten() {
            part.set_scroll_top(0);
        }
    };
    let paths = expect_context::<Paths>();
    let program_tab = use_context::<ProgramTab>();
    let next = memo(move || {
        let ended = matches!(controls.phase(), RunPhase::Done(outcome) if outcome != RunOutcome::Stopped);
        (ended && playhead.live() && !session.predicted.stale())
            .then(|| paths.next())
            .flatten()
    });
    let why = move || {
        docking.open(Panel::Why);
        focus_on("#tab-why");
    };
    let headline = memo(move || caption.with(|caption| caption.headline.clone()));
    let text = memo(move || caption.with(|caption| caption.detail.clone()));
    // A frame in another page has no Why, where the rest of the words stands.
    let embedded = Embedded::of_page();
    let progress = move || {
        let done = caption.with(Caption::progress)?;
        let width = format!("{:.1}%", done * 100.0);
        Some(view! { <span class="caption-progress" aria-hidden="true"><span class="caption-done" style:width=width></span></span> }.into_any())
    };
    view! {
        <section class="caption" aria-label="What happens" data-tone=move || caption.with(|caption| caption.tone.word().to_owned())>
            <div class="caption-kicker">
                <span class="caption-kind"><Explained term=Term::Caption>{move || caption.with(Caption::kicker)}</Explained></span>
                <span class="caption-when" title=move || caption.with(Caption::kicker_note)>{move || caption.with(Caption::kicker_note)}</span>
                {progress}
            </div>
            <div class="caption-words" on:focusout=move |_| show_from_the_top() data-headline=move || HEADLINES[fit.get().lines].1.to_owned()>
                <h2 class="caption-headline" title=move || headline.with(|pieces| text_of(pieces)) node_ref=headline_node>
                    {move || headline.with(|pieces| pieces_view(pieces))}
                </h2>
                <p
                    class="caption-detail"
                    title=move || embedded.on().then(|| text.with(|pieces| text_of(pieces)))
                    node_ref=detail
                >
                    // Floats, so that the last line that shows ends in the button.
                    <Show when=move || fit.get().cut>
                        <span class="caption-spacer"></span>
                        <button class="caption-more" type="button" data-explains=Term::RestOfCaption.id() on:click=move |_| why()>"more"</button>
                    </Show>
                    {move || text.with(|pieces| pieces_view(pieces))}
                </p>
            </div>
            <div class="caption-actions">
                {move || next.get().map(|next| next_button(paths, next))}
                {move || match program_tab.filter(|_| session.edit.runs_program()) {
                    Some(program_tab) => program_actions(session, docking, program_tab),
                    None => question_actions(session),
                }}
                {move || match Actions::of(controls.phase(), playhead.live(), session.record.state().begun()) {
                    Actions::None => Vec::new(),
                    Actions::Steps => vec![
                        CaptionAction::new("Back", Term::StepBackButton, "←", move || controls.step_back()).view(Some(Glyph::StepBack), None),
                        CaptionAction::new("Next step", Term::StepButton, "→", move || controls.step()).view(None, Some(Glyph::Step)),
                    ],
                    Actions::Why { back } => {
                        let ask = CaptionAction::new("Why?", Term::Why, "W", why).view(None, None);
                        let back = back.map(|label| {
                            let go = move || { playhead.go_live(); focus_on(".timeline"); };
                            CaptionAction::new(label, Term::BackToEnd, "L", go).view(None, None)
                        });
                        std::iter::once(ask).chain(back).collect()
                    }
                }}
            </div>
            <span class="visually-hidden" aria-live="polite">{move || said.get()}</span>
        </section>
    }
}

/// Opens the example that comes next.
fn next_button(paths: Paths, next: Offered) -> AnyView {
    let Offered { index, kind, title } = next;
    let open = move |_| {
        paths.follow(index);
        focus_on(".run-button");
    };
    view! {
        <button class="button caption-next" data-shape="outlined" type="button" data-explains=Term::NextExample.id() on:click=open>
            <span>{kind}": "</span>
            <span class="caption-next-title">{title}</span>
        </button>
    }
    .into_any()
}

/// A button of the caption.
struct CaptionAction {
    label: &'static str,
    term: Term,
    keys: &'static str,
    act: Box<dyn Fn()>,
}

impl CaptionAction {
    fn new(label: &'static str, term: Term, keys: &'static str, act: impl Fn() + 'static) -> Self {
        Self {
            label,
            term,
            keys,
            act: Box::new(act),
        }
    }

    fn view(self, before: Option<Glyph>, after: Option<Glyph>) -> AnyView {
        let Self { label, term, keys, act } = self;
        let icon = |glyph| view! { <Icon glyph /> }.into_any();
        view! {
            <button class="button" data-shape="outlined" type="button" data-explains=term.id() data-keys=keys on:click=move |_| act()>
                {before.map(icon)}
                {label}
                {after.map(icon)}
            </button>
        }
        .into_any()
    }
}

/// What there is to do about a question: before the run to guess or to be shown instead, after it to guess again.
fn question_actions(session: Session) -> Vec<AnyView> {
    let SessionParts {
        edit, guessing, record, ..
    } = *session;
    let predicts = guessing.on();
    let mut actions = Vec::new();
    if guessing.withholds() {
        if !predicts {
            let guess = move || {
                guessing.set(true);
                focus_on_the_guess();
            };
            actions.push(CaptionAction::new("Predict", Term::Predict, "G", guess));
        }
        let term = if predicts { Term::ShowInstead } else { Term::ShowLesson };
        let show = move || {
            edit.close_its_question();
            guessing.set(false);
            focus_on(".predict");
        };
        actions.push(CaptionAction::new("Show me instead", term, "", show));
    } else if predicts && matches!(record.state(), RecordState::Ended(_)) {
        let again = move || {
            session.guess_again();
            focus_on_the_guess();
        };
        actions.push(CaptionAction::new("Guess again", Term::GuessAgain, "", again));
    }
    actions.into_iter().map(|action| action.view(None, None)).collect()
}

/// The same about the question of an example program.
fn program_actions(session: Session, docking: Docking, program_tab: ProgramTab) -> Vec<AnyView> {
    let SessionParts { guessing, record, .. } = *session;
    let guess = program_tab.guess;
    let action = if record.state() == RecordState::Planned && guess.can_be_asked() {
        let answer = move || {
            guessing.set(true);
            docking.open(Panel::Console);
            focus_on_the_answers();
        };
        let label = if guess.asks() { "Answer" } else { "Predict" };
        let keys = if guess.asks() { "" } else { "G" };
        let term = if guess.asks() { Term::AnswerGuess } else { Term::Predict };
        CaptionAction::new(label, term, keys, answer)
    } else if guess.grade().is_some() {
        let again = move || {
            guess.ask_again();
            docking.open(Panel::Console);
        };
        CaptionAction::new("Guess again", Term::GuessAgain, "", again)
    } else {
        return Vec::new();
    };
    vec![action.view(None, None)]
}

/// The handles come into the page in this turn.
fn focus_on_the_guess() {
    request_animation_frame(|| focus_on(".guess-handle[tabindex='0']"));
}

/// How the words fit into the box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct CaptionFit {
    /// The lines of the headline, as an index of [`HEADLINES`].
    lines: usize,
    /// Some of the detail does not show.
    cut: bool,
}

/// A headline higher than this, in CSS pixels at the usual text size, has so many lines. Only on a phone it has three.
const HEADLINES: [(f64, &str); 3] = [(0.0, "one"), (32.0, "two"), (52.0, "three")];

/// What there is to do beside the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Actions {
    None,
    /// Time is held: step by step.
    Steps,
    /// Ask why and, behind the live edge, go back to it.
    Why {
        back: Option<&'static str>,
    },
}

impl Actions {
    const fn of(phase: RunPhase, live: bool, begun: bool) -> Self {
        match phase {
            RunPhase::Paused => Self::Steps,
            _ if !begun => Self::None,
            RunPhase::Running if live => Self::Why { back: None },
            RunPhase::Running => Self::Why { back: Some("Live") },
            RunPhase::Idle | RunPhase::Done(_) if live => Self::Why { back: None },
            RunPhase::Idle | RunPhase::Done(_) => Self::Why {
                back: Some("Back to end"),
            },
        }
    }
}

fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(Piece::text).collect()
}

fn pieces_view(pieces: &[Piece]) -> Vec<AnyView> {
    pieces.iter().map(piece_view).collect()
}

fn piece_view(piece: &Piece) -> AnyView {
    match piece {
        Piece::Text(text) => text.clone().into_any(),
        Piece::Task { name, .. } => view! { <b class="caption-task">{name.clone()}</b> }.into_any(),
        Piece::Term { term, words } => {
            let words = words.clone();
            view! { <Explained term=*term>{words}</Explained> }.into_any()
        }
        Piece::Line { .. } => view! { <span class="caption-line">{piece.text()}</span> }.into_any(),
    }
}

/// The caption that is shown. Tracked.
type ShownCaption = Memo<Caption>;
