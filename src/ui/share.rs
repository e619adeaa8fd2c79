//! Share: the link, code to embed, the link for a lecture, each to be copied, and what the link does not hold. The texts are
//! made in [`scenario::share`].
//!
//! They are made when the dialog opens. It is modal, so that nothing is edited under it.

use super::clipboard;
use super::language::language_in_view;
use super::page::focus_on;
use super::popup::{close_with_escape, show_dialog};
use super::segmented::{Choices, Segmented};
use super::session::{RecordState, Session, SessionParts};
use crate::js_object::js_object;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::RwSignal;
use explain::glossary::Term;
use explain::guess::Guess;
use gloo_timers::callback::Timeout;
use leptos::html::{Dialog, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use recording::{Folds, Trace};
use scenario::Scenario;
use scenario::share::{self, EmbedKind, EmbeddedFigure, EmbeddedProgram, RecordBeside, WorkBeside};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long a message of success is shown, in milliseconds.
const SAID_MS: u32 = 4_000;

/// What to do where the browser refuses to copy: the text is selected by then.
const REFUSED: &str = "The browser does not let this page copy. The text is selected: press Ctrl C, or ⌘ C on a Mac, or hold it and choose Copy.";

/// Whether Share is open. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Sharing(RwSignal<bool>);

impl Sharing {
    /// Closed. Created once by the app.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Opens it.
    pub fn open(&self) {
        self.0.set(true);
    }
}

impl Default for Sharing {
    fn default() -> Self {
        Self::new()
    }
}

/// The button in the top bar.
#[component]
pub fn ShareButton() -> impl IntoView {
    let sharing = expect_context::<Sharing>();
    view! {
        <button
            class="button share-button"
            type="button"
            aria-label="Share"
            aria-haspopup="dialog"
            data-explains=Term::ShareButton.id()
            data-keys="S"
            on:click=move |_| sharing.open()
        >
            <Icon glyph=Glyph::Share />
            <span class="top-word">"Share"</span>
        </button>
    }
}

/// The dialog.
#[component]
pub fn ShareDialog(
    /// What is shared.
    session: Session,
) -> impl IntoView {
    let open = expect_context::<Sharing>().0;
    let dialog = NodeRef::<Dialog>::new();
    show_dialog(
        dialog,
        move || open.get(),
        // What most people want of it is one key away.
        || request_animation_frame(|| focus_on(".share-copy")),
    );
    close_with_escape(
        move || open.try_get_untracked().unwrap_or_default(),
        move || open.set(false),
    );
    // The browser gives the focus back to the button; a phone has that in a menu, which is closed by now.
    let closed = move |_| {
        open.set(false);
        let nowhere = |focused: web_sys::Element| focused.matches("body, dialog.share *").unwrap_or_default();
        if document().active_element().is_none_or(nowhere) {
            focus_on(".share-button");
            focus_on(".more-of-page-button");
        }
    };
    view! {
        <dialog class="share" aria-label="Share" node_ref=dialog on:close=closed>
            <div class="help-head">
                <h2 class="help-title">"Share"</h2>
                <span class="spacer"></span>
                <button class="button" data-shape="icon" type="button" aria-label="Close" on:click=move |_| open.set(false)>
                    <Icon glyph=Glyph::Failed />
                </button>
            </div>
            {move || open.get().then(|| untrack(|| content(session)))}
        </dialog>
    }
}

fn content(session: Session) -> AnyView {
    let SessionParts {
        edit,
        record,
        predicted,
        guessing,
        ..
    } = *session;
    let said = CopyMessage::new();
    if untrack(|| edit.runs_program()) {
        return program_content(session, said);
    }
    let scenario = predicted.readable().get().unwrap_or_default();
    let list = edit.draft.with_untracked(|draft| draft.text().to_owned());
    let left_out = share::not_in_the_link(
        &scenario,
        WorkBeside {
            list: &list,
            unreadable: edit.scenario().is_none(),
            record: match record.state() {
                RecordState::Planned => RecordBeside::None,
                RecordState::Growing => RecordBeside::UnderWay,
                RecordState::Ended(_) | RecordState::Ran(_) => RecordBeside::Ended,
                RecordState::Opened(_) => RecordBeside::Opened,
            },
            guessed: !guessing.with_untracked(Guess::is_empty),
        },
    );
    let page = page_address();
    let rows = match share::address(&page, &scenario, &[]) {
        Some(link) => {
            let lecture = share::address(&page, &scenario, &["present=1"]).unwrap_or_default();
            let kind = RwSignal::new(EmbedKind::Script);
            let figure = inline_figure(&scenario);
            let height = timeline::embedded_height(scenario.tasks.count());
            let send = send_button(link.clone(), share::in_a_line(&scenario), said);
            let code = move || {
                let (scenario, svg) = (&scenario, figure.as_str());
                let figure = EmbeddedFigure { scenario, svg, height };
                share::embed_code(&page, figure, kind.get()).unwrap_or_default()
            };
            let about = "Opens this set-up, ready to run.";
            link_rows(
                SharedLink { link, about, send },
                kind,
                (Box::new(code), ""),
                lecture,
                said,
            )
        }
        None => vec![
            TextToCopy {
                name: "The list",
                about: Box::new(|| "To be pasted under Text.".to_owned()),
                text: Box::new(move || list.clone()),
                button: "Copy list",
                lines: 6,
                beside: None,
            }
            .view(said),
        ],
    };
    share_body(rows, left_out, said)
}

/// The same of a program.
fn program_content(session: Session, said: CopyMessage) -> AnyView {
    let edit = session.edit;
    let program = edit.program.get_untracked();
    let speed = edit.speed.get_untracked();
    let page = page_address();
    let height = timeline::embedded_height(session.lanes().saturating_sub(1) as u64);
    let Some(link) = share::program_address(&page, &program, speed, &[]) else {
        let text = TextToCopy {
            name: "The program",
            about: Box::new(|| {
                "It is too long for a link, which holds 32 KB packed. It is kept in this browser.".to_owned()
            }),
            text: Box::new(move || program.clone()),
            button: "Copy program",
            lines: 12,
            beside: None,
        };
        return share_body(vec![text.view(said)], Vec::new(), said);
    };
    let lecture = share::program_address(&page, &program, speed, &["present=1"]).unwrap_or_default();
    let kind = RwSignal::new(EmbedKind::Script);
    let send = send_button(link.clone(), share::PROGRAM_IN_A_LINE.to_owned(), said);
    let figure = figure_of_program(session, &program);
    let without_picture = match (&figure, session.record.state()) {
        (Some(_), _) => "",
        (None, RecordState::Ran(_)) if !session.program.edited_since() => NO_PICTURE_OF_SO_MANY,
        (None, _) => NOT_RUN_YET,
    };
    let code = move || {
        let figure = EmbeddedProgram {
            program: &program,
            speed,
            svg: figure.as_deref().unwrap_or_default(),
            height,
        };
        share::embed_program(&page, figure, kind.get()).unwrap_or_default()
    };
    let about = "Opens this program, ready to run. It never starts by itself.";
    let rows = link_rows(
        SharedLink { link, about, send },
        kind,
        (Box::new(code), without_picture),
        lecture,
        said,
    );
    let recorded = session.record.state().begun();
    let left_out = [
        recorded.then_some(
            "The recording of this run: the link opens the program, to be run again. Export saves the recording.",
        ),
        edit.input
            .with_untracked(|input| !input.is_empty())
            .then_some("The lines in Input: the link opens the program without them."),
    ];
    let left_out = left_out.into_iter().flatten().map(str::to_owned).collect();
    share_body(rows, left_out, said)
}

/// A link to pass on.
struct SharedLink {
    link: String,
    /// What it opens, as a sentence.
    about: &'static str,
    /// The button that passes it to an app.
    send: Option<AnyView>,
}

/// Why the code to embed has no picture.
const NOT_RUN_YET: &str = " Run the program first: until then the code has no picture.";
const NO_PICTURE_OF_SO_MANY: &str = " The code has no picture: it would have more than 1,000 tasks.";

/// The rows of the link, the code to embed, with what there is to say of its picture, and the link for the lecture.
fn link_rows(
    SharedLink { link, about, send }: SharedLink,
    kind: RwSignal<EmbedKind>,
    (code, of_picture): (Box<dyn Fn() -> String + Send>, &'static str),
    lecture: String,
    said: CopyMessage,
) -> Vec<AnyView> {
    let choices = Choices::of(EmbedKind::ALL, EmbedKind::label, kind);
    let choice = view! { <Segmented name="What the other page allows" choices term=Term::EmbedCode /> }.into_any();
    let rows = [
        TextToCopy {
            name: "Link",
            about: Box::new(move || about.to_owned()),
            text: Box::new(move || link.clone()),
            button: "Copy link",
            lines: 2,
            beside: send,
        },
        TextToCopy {
            name: "Code to embed",
            about: Box::new(move || match kind.get() {
                EmbedKind::Script => format!("{}{of_picture}", EmbedKind::Script.about()),
                EmbedKind::FrameOnly => EmbedKind::FrameOnly.about().to_owned(),
            }),
            text: code,
            button: "Copy code",
            lines: 6,
            beside: Some(choice),
        },
        TextToCopy {
            name: "Link for the lecture",
            about: Box::new(|| "Opens it large: timeline, caption and program alone, worked with the keys.".to_owned()),
            text: Box::new(move || lecture.clone()),
            button: "Copy lecture link",
            lines: 2,
            beside: None,
        },
    ];
    rows.into_iter().map(|row| row.view(said)).collect()
}

/// The rows, what the link leaves out, and what became of a copy.
fn share_body(rows: Vec<AnyView>, left_out: Vec<String>, said: CopyMessage) -> AnyView {
    let left_out = if left_out.is_empty() {
        view! { <p class="share-about">"The link holds all of it: what is set up here, and every setting."</p> }
            .into_any()
    } else {
        let sentences = left_out
            .into_iter()
            .map(|sentence| view! { <li>{sentence}</li> }.into_any());
        view! {
            <h3 class="share-name">"What the link does not hold"</h3>
            <ul class="share-left-out">{sentences.collect::<Vec<_>>()}</ul>
        }
        .into_any()
    };
    view! {
        <div class="share-body" tabindex="-1">
            {rows}
            {left_out}
        </div>
        <p class="help-foot share-said" role="status" aria-label="Copy status">{move || said.words.get()}</p>
    }
    .into_any()
}

/// What became of a copy, said for a while. Copies are handles to the same words.
#[derive(Clone, Copy)]
struct CopyMessage {
    words: RwSignal<String>,
    silence: StoredValue<Option<Timeout>, LocalStorage>,
}

impl CopyMessage {
    fn new() -> Self {
        let silence = StoredValue::new_local(None);
        on_cleanup(move || {
            silence.try_update_value(Option::take);
        });
        Self {
            words: RwSignal::new(String::new()),
            silence,
        }
    }

    fn say(self, words: String) {
        self.words.try_set(words);
        let words = self.words;
        let silence = Timeout::new(SAID_MS, move || words.try_set(String::new()));
        self.silence.try_update_value(|last| *last = Some(silence));
    }

    /// The same, for as long as the dialog is open.
    fn say_on(self, words: &str) {
        self.silence.try_update_value(Option::take);
        self.words.try_set(words.to_owned());
    }
}

/// A text in a field, with a button that copies it.
struct TextToCopy {
    name: &'static str,
    about: Box<dyn Fn() -> String + Send>,
    text: Box<dyn Fn() -> String + Send>,
    button: &'static str,
    /// The lines that show of it; the others are scrolled to.
    lines: u32,
    /// What stands beside the name.
    beside: Option<AnyView>,
}

impl TextToCopy {
    fn view(self, said: CopyMessage) -> AnyView {
        let Self {
            name,
            about,
            text,
            button,
            lines,
            beside,
        } = self;
        let field = NodeRef::<Textarea>::new();
        let copy = move |_| {
            let Some(field) = field.get_untracked() else { return };
            spawn_local_scoped_with_cancellation(async move {
                if clipboard::copy_field(&field).await {
                    said.say(format!("{name} copied"));
                } else {
                    said.say_on(REFUSED);
                }
            });
        };
        view! {
            <section class="share-part">
                <div class="share-line">
                    <h3 class="share-name">{name}</h3>
                    {beside}
                </div>
                <p class="share-about">{about}</p>
                <div class="share-line">
                    <textarea
                        class="share-text"
                        aria-label=name
                        readonly=true
                        rows=lines.to_string()
                        spellcheck="false"
                        node_ref=field
                        prop:value=text
                    ></textarea>
                    <button class="button share-copy" data-shape="outlined" type="button" on:click=copy>
                        <Icon glyph=Glyph::Copy />
                        {button}
                    </button>
                </div>
            </section>
        }
        .into_any()
    }
}

/// Passes the link to the system's sheet, where the browser has one.
fn send_button(link: String, title: String, said: CopyMessage) -> Option<AnyView> {
    let navigator = JsValue::from(window().navigator());
    let share = js_sys::Reflect::get(&navigator, &"share".into()).ok()?;
    let share: js_sys::Function = share.dyn_into().ok()?;
    let press = move |_| {
        let data = js_object(&[("title", JsValue::from(&title)), ("url", JsValue::from(&link))]);
        let Ok(sent) = share.call1(&navigator, &data) else {
            return;
        };
        spawn_local_scoped_with_cancellation(async move {
            let Err(why) = JsFuture::from(js_sys::Promise::resolve(&sent)).await else {
                return;
            };
            // A sheet that the person closes is an AbortError.
            let name = js_sys::Reflect::get(&why, &"name".into())
                .ok()
                .and_then(|name| name.as_string());
            if name.as_deref() != Some("AbortError") {
                said.say_on("The browser could not open its sheet. Copy the link instead.");
            }
        });
    };
    Some(
        view! {
            <button class="button" data-shape="outlined" type="button" on:click=press>
                <Icon glyph=Glyph::Share />
                "Send to an app"
            </button>
        }
        .into_any(),
    )
}

/// The figure as inline SVG, for the code to embed; empty for a list that is too long to be predicted.
fn inline_figure(scenario: &Scenario) -> String {
    figure::figure_of(scenario, language_in_view().get()).unwrap_or_default()
}

/// The same of the program in the editor; `None` if the record on the page is not of it, or is too long.
fn figure_of_program(session: Session, program: &str) -> Option<String> {
    let ran = matches!(session.record.state(), RecordState::Ran(_)) && !session.program.edited_since();
    let figure = |trace: &Trace, folds: &Folds| figure::figure_of_run(program, trace, folds);
    ran.then(|| session.record.with(figure)).flatten().flatten()
}

/// The address of the page without query and fragment.
pub(super) fn page_address() -> String {
    let location = window().location();
    location.origin().unwrap_or_default() + &location.pathname().unwrap_or_default()
}
