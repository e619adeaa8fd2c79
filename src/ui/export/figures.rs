//! Saves what is drawn as a picture: the dialog that asks of what, in which colours and as what kind of file.
//!
//! What is drawn is known to the stage, which leaves here how to look at it. The crate [`figure`] writes the figure.

mod drawing;
mod raster;

use super::save::download_blob;
use super::{Export, ExportEntry};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::language::{LanguageInView, language_in_view};
use crate::ui::page::focus_on;
use crate::ui::popup::show_dialog;
use crate::ui::progress::WorkState;
use crate::ui::reactive::{Handle, Memo, RwSignal, lasting, memo};
use crate::ui::segmented::{Choices, Segmented};
use crate::ui::session::RunPhase;
use crate::ui::theme::Theme;
use drawing::CollectedFigure;
use explain::caption::Caption;
use explain::glossary::Term;
use figure::{Colours, FigureLook, PixelSize, WrittenFigure, prefix_of};
use leptos::html::Dialog;
use leptos::prelude::*;
use timeline::Input;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

/// The entries of the menu of Export that save a picture.
pub static ENTRIES: &[ExportEntry] = &[
    ExportEntry {
        label: "SVG",
        about: |_| "A figure in vectors: timeline, policies, durations or program".to_owned(),
        refusal: refusal_of_all,
        act: |export| export.pictures.ask(PictureFile::Svg),
    },
    ExportEntry {
        label: "PNG",
        about: |_| "The same in pixels, two or four for each on the screen".to_owned(),
        refusal: refusal_of_all,
        act: |export| export.pictures.ask(PictureFile::TwofoldPng),
    },
];

/// What a picture is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pictured {
    Timeline,
    Policies,
    Durations,
    Code,
}

impl Pictured {
    const ALL: [Self; 4] = [Self::Timeline, Self::Policies, Self::Durations, Self::Code];

    const fn label(self) -> &'static str {
        match self {
            Self::Timeline => "Timeline",
            Self::Policies => "Compare",
            Self::Durations => "Durations",
            Self::Code => "Code",
        }
    }

    /// What stands before the end of the file's name.
    const fn part(self) -> &'static str {
        match self {
            Self::Timeline => "",
            Self::Policies => "policies.",
            Self::Durations => "durations.",
            Self::Code => "code.",
        }
    }
}

/// The colours of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PictureColours {
    AsShown,
    Light,
}

impl PictureColours {
    const ALL: [Self; 2] = [Self::AsShown, Self::Light];

    const fn label(self) -> &'static str {
        match self {
            Self::AsShown => "As shown",
            Self::Light => "Light, for print",
        }
    }

    fn colours(self) -> Colours {
        match (self, Theme::current()) {
            (Self::AsShown, Theme::Dark) => Colours::Dark,
            _ => Colours::Light,
        }
    }
}

/// The width of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PictureWidth {
    AsShown,
    ForPages,
}

impl PictureWidth {
    const ALL: [Self; 2] = [Self::AsShown, Self::ForPages];

    const fn label(self) -> &'static str {
        match self {
            Self::AsShown => "As shown",
            Self::ForPages => "960 px",
        }
    }
}

/// The width for pages, in CSS pixels: legible there, and as wide as most of them show.
const WIDTH_FOR_PAGES: f64 = 960.0;

/// The kind of a picture's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PictureFile {
    Svg,
    TwofoldPng,
    FourfoldPng,
}

impl PictureFile {
    const ALL: [Self; 3] = [Self::Svg, Self::TwofoldPng, Self::FourfoldPng];

    const fn label(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::TwofoldPng => "PNG 2×",
            Self::FourfoldPng => "PNG 4×",
        }
    }

    /// The pixels for each CSS pixel; `None` of vectors.
    const fn factor(self) -> Option<f64> {
        match self {
            Self::Svg => None,
            Self::TwofoldPng => Some(2.0),
            Self::FourfoldPng => Some(4.0),
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::TwofoldPng | Self::FourfoldPng => "png",
        }
    }
}

/// Calls a function with what the timeline draws.
type LookAtTimeline = Box<dyn Fn(&mut dyn FnMut(&Input<'_>))>;

/// What is drawn, and what the dialog asks. Copies are handles to the same state.
pub type Pictures = Handle<PicturesParts>;

/// The parts of [`Pictures`].
pub struct PicturesParts {
    open: RwSignal<bool>,
    // Indexes of what is chosen, in the order of all choices.
    pictured: RwSignal<usize>,
    colours: RwSignal<usize>,
    width: RwSignal<usize>,
    file: RwSignal<usize>,
    language: LanguageInView,
    timeline: StoredValue<Option<LookAtTimeline>, LocalStorage>,
    caption: StoredValue<Option<Memo<Caption>>>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self::new()
    }
}

impl Pictures {
    /// Nothing is drawn yet. Owned by the component that calls this.
    #[must_use]
    pub fn new() -> Self {
        lasting(PicturesParts {
            open: RwSignal::new(false),
            pictured: RwSignal::new(0),
            colours: RwSignal::new(0),
            width: RwSignal::new(0),
            file: RwSignal::new(0),
            language: language_in_view(),
            timeline: StoredValue::new_local(None),
            caption: StoredValue::new(None),
        })
    }

    /// The timeline is looked at by calling `look`, while its component is mounted.
    pub fn show_timeline(&self, look: impl Fn(&mut dyn FnMut(&Input<'_>)) + 'static) {
        let timeline = self.timeline;
        timeline.set_value(Some(Box::new(look)));
        on_cleanup(move || {
            timeline.try_set_value(None);
        });
    }

    /// This is the caption.
    pub fn show_caption(&self, caption: Memo<Caption>) {
        self.caption.set_value(Some(caption));
    }

    fn ask(&self, file: PictureFile) {
        // A person who saves PNG at 4× saves the next one so, too.
        let chosen = PictureFile::ALL[self.file.get_untracked()];
        if file.factor().is_some() != chosen.factor().is_some() {
            self.file.set(file as usize);
        }
        self.open.set(true);
    }
}

/// Why no picture can be saved at the moment. Tracked.
fn refusal_of_all(export: &Export) -> Option<String> {
    let running = export.session.controls.phase() == RunPhase::Running;
    let why = match (export.work.busy(), running) {
        (true, _) => "Another file is under way.",
        (_, true) => "Not while a run is on: its timers would be late. Pause or stop it.",
        _ => return None,
    };
    Some(why.to_owned())
}

/// The dialog, while it is open.
#[component]
pub fn PictureDialog(
    /// What it saves.
    export: Export,
) -> impl IntoView {
    let pictures = export.pictures;
    let dialog = NodeRef::<Dialog>::new();
    show_dialog(
        dialog,
        move || pictures.open.get(),
        // Not by `autofocus`, which browsers complain about in frames of other sites.
        || focus_on(".picture-save"),
    );
    let refusal = memo(move || {
        // Of nothing while nobody asks.
        let why =
            || refusal_of_all(&export).or_else(|| drawing::refusal(&export, Pictured::ALL[pictures.pictured.get()]));
        pictures.open.get().then(why).flatten()
    });
    let save = move |_| {
        if refusal.with_untracked(Option::is_none) {
            pictures.open.set(false);
            begin(export);
        }
    };
    let row = |label: &'static str, choices: Vec<&'static str>, chosen: RwSignal<usize>, term: Term| {
        let choices = Choices::by_index(choices, chosen);
        view! {
            <div class="picture-row">
                <span class="picture-label" data-explains=term.id()>{label}</span>
                <Segmented name=label choices term />
            </div>
        }
        .into_any()
    };
    view! {
        <dialog class="help picture" aria-label="Save a picture" node_ref=dialog on:close=move |_| pictures.open.set(false)>
            <div class="help-head">
                <h2 class="help-title">"Save a picture"</h2>
                <span class="spacer"></span>
                <button class="button" data-shape="icon" type="button" aria-label="Close" on:click=move |_| pictures.open.set(false)>
                    <Icon glyph=Glyph::Failed />
                </button>
            </div>
            <div class="picture-body">
                {row("Picture of", Pictured::ALL.map(Pictured::label).to_vec(), pictures.pictured, Term::PictureOf)}
                {row("Colours", PictureColours::ALL.map(PictureColours::label).to_vec(), pictures.colours, Term::PictureColours)}
                {row("Width", PictureWidth::ALL.map(PictureWidth::label).to_vec(), pictures.width, Term::PictureWidth)}
                {row("File", PictureFile::ALL.map(PictureFile::label).to_vec(), pictures.file, Term::PictureFile)}
            </div>
            <div class="help-foot">
                <p class="picture-says" role="status">{move || refusal.get().unwrap_or_default()}</p>
                <span class="spacer"></span>
                <button
                    class="button picture-save"
                    data-shape="outlined"
                    type="button"
                    data-explains=Term::SavePicture.id()
                    aria-disabled=move || refusal.with(Option::is_some).to_string()
                    on:click=save
                >
                    <Icon glyph=Glyph::Download small=true />
                    "Save"
                </button>
            </div>
        </dialog>
    }
}

/// Draws what the dialog asks for over as many frames as it takes, and saves it.
fn begin(export: Export) {
    let pictures = export.pictures;
    let pictured = Pictured::ALL[pictures.pictured.get_untracked()];
    let Some((mut drawing, name)) = untrack(|| CollectedFigure::begin(&export, pictured)) else {
        return;
    };
    let file = PictureFile::ALL[pictures.file.get_untracked()];
    let colours = PictureColours::ALL[pictures.colours.get_untracked()].colours();
    let width = PictureWidth::ALL[pictures.width.get_untracked()];
    let name = format!("{name}{}", file.extension());
    let record = untrack(|| export.session.record.id());
    export.work.begin(format!("Drawing {name}"), move |due| {
        if untrack(|| export.session.record.id()) != record {
            let why = format!("{name} was not saved: another record is shown.");
            export.notes.add(&why);
            return WorkState::Over;
        }
        if let Some(share) = untrack(|| drawing.advance(&export, due)) {
            return WorkState::Going(share);
        }
        let width = match width {
            PictureWidth::AsShown => drawing::width_as_shown(&export),
            PictureWidth::ForPages => WIDTH_FOR_PAGES,
        };
        let view = untrack(|| drawing::view_in_words(&export));
        let look = FigureLook {
            colours,
            width,
            prefix: &prefix_of(&format!("{name} {colours:?} {width} {view}")),
            fluid: false,
            crisp: file.factor().is_some(),
        };
        match untrack(|| drawing.figure(&export, &look)) {
            Some(figure) => deliver(export, name.clone(), file, figure),
            None => export.notes.add(&format!("There was nothing to draw for {name}.")),
        }
        WorkState::Over
    });
}

/// Saves the figure, as pixels if that is asked for.
fn deliver(export: Export, name: String, file: PictureFile, figure: WrittenFigure) {
    let Some(factor) = file.factor() else {
        let saved = raster::text_file(&figure.svg).and_then(|file| download_blob(&name, &file));
        said_if_refused(&export, &name, saved);
        return;
    };
    let size = PixelSize::of(figure.size, factor);
    if size.factor < factor {
        export.notes.add(&format!(
            "{name} has {} × {} pixels: browsers draw no more than 16,384 on a side and 64 million in all.",
            size.width, size.height
        ));
    }
    spawn_local(async move {
        let drawn: Result<Blob, JsValue> = raster::png_file(&figure.svg, size).await;
        let saved = drawn.and_then(|file| download_blob(&name, &file));
        said_if_refused(&export, &name, saved);
    });
}

fn said_if_refused(export: &Export, name: &str, saved: Result<(), JsValue>) {
    if saved.is_err() {
        let why = "it may have no room for a file of this size";
        export.notes.add(&format!("The browser refused to save {name}: {why}."));
    }
}
