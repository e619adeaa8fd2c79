//! Opens files that the person has: by the button of the Export menu, by drop anywhere on the page, by paste, or from an
//! address of the same origin (`?trace=late.trace.jsonl`). What a file is, its content decides: a recording, which is shown
//! and not run, or a learning path.
//!
//! A file is read a few milliseconds at a time ([`incoming`]). Until it is known to be right, nothing on the page changes.

mod bar;
mod beside;
mod facts;
mod gestures;
mod incoming;

pub use bar::{ImportLayer, RecordBar};
pub use beside::BesidePanel;
pub use facts::RecordFacts;

use super::address::Address;
use super::export::ExportEntry;
use super::language::{LanguageInView, language_in_view};
use super::notes::Notes;
use super::page::focus_on;
use super::paths::Paths;
use super::session::{RecordId, Session};
use crate::ui::progress::ShownWork;
use crate::ui::reactive::{Handle, RwSignal, effect, lasting, memo};
use crate::ui::whole::when_whole;
use beside::{ComparedRecords, Second};
use explain::opened::AboutRecord;
use gloo_timers::future::TimeoutFuture;
use incoming::{Contents, Incoming};
use leptos::prelude::*;
use recording::Folds;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use trace_file::OpenedTrace;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement, Url, UrlSearchParams};

/// The key of the page's query that names a trace file.
const TRACE_KEY: &str = "trace";

/// What opens files. Copies are handles to the same state. Created once by the app.
pub type Import = Handle<ImportParts>;

/// The parts of [`Import`].
pub struct ImportParts {
    session: Session,
    notes: Notes,
    paths: Paths,
    address: Address,
    language: LanguageInView,
    /// The file that is being read, or compared.
    under_way: RwSignal<Option<ShownWork>>,
    /// What the opened record is of.
    about: RwSignal<Option<(RecordId, Arc<AboutRecord>)>>,
    /// The record that is compared with the opened one.
    second: StoredValue<Option<Second>, LocalStorage>,
    /// What differs between the two, once it is known.
    beside: RwSignal<Option<ComparedRecords>>,
    /// Changes when the causes of more tasks are known.
    explained: RwSignal<u32>,
    /// Whether a file is held over the page.
    held: RwSignal<bool>,
    /// Whether the opened record is the one that the page's address names.
    from_address: RwSignal<bool>,
    /// The number of the file that is being read: an earlier one is given up.
    turn: StoredValue<u32>,
}

/// Why a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// To be shown.
    Show,
    /// To be shown; the page's address names it.
    ShowNamed,
    /// To be compared with the shown record.
    Compare,
}

/// Finds the bytes of a file.
type FindingIncoming = Pin<Box<dyn Future<Output = Result<Incoming, String>>>>;

impl Import {
    /// Listens for files until the owner that calls this ends, and opens the one that the page's address names.
    #[must_use]
    pub fn new(session: Session, notes: Notes, paths: Paths, address: Address) -> Self {
        let import = lasting(ImportParts {
            session,
            notes,
            paths,
            address,
            language: language_in_view(),
            under_way: RwSignal::new(None),
            about: RwSignal::new(None),
            second: StoredValue::new_local(None),
            beside: RwSignal::new(None),
            explained: RwSignal::new(0),
            held: RwSignal::new(false),
            from_address: RwSignal::new(false),
            turn: StoredValue::new(0),
        });
        when_whole(move || {
            gestures::listen(import);
            import.follow_second();
        });
        // A reload must not open the record again that was left.
        let opened = memo(move || session.record.is_opened());
        effect(move || {
            if !opened.get() {
                import.end_comparison();
                import.leave_address();
            }
        });
        if let Some(named) = named_in_address() {
            when_whole(move || import.open_address(&named));
        }
        import
    }

    /// Reads a file and opens what it holds.
    pub fn open(&self, file: &File) {
        let incoming = Incoming::of_file(file);
        self.start(file.name(), Purpose::Show, Box::pin(async { Ok(incoming) }));
    }

    /// Fetches a file of the same origin and opens what it holds. `address` is absolute, or relative to the page.
    pub fn open_address(&self, address: &str) {
        let name = address.rsplit('/').next().unwrap_or_default();
        let name = name.split(['?', '#']).next().unwrap_or_default();
        let name = if name.is_empty() { address } else { name }.to_owned();
        match same_origin(address) {
            Ok(url) => self.start(name, Purpose::ShowNamed, Box::pin(incoming::fetch(url))),
            Err(why) => self.refuse(&name, why),
        }
    }

    /// Gives up the file that is being read, or compared.
    pub fn cancel(&self) {
        self.turn.update_value(|turn| *turn += 1);
        self.give_up_comparing();
        self.under_way.set(None);
        focus_on(".timeline");
    }

    /// Shows again what was there before the record was opened.
    pub fn back(&self) {
        self.session.close_recording();
        focus_on(".run-button");
    }

    /// Opens the scenario of the record, so that it can be run. The person's own work is kept.
    pub fn open_scenario(&self) {
        let scenario = self.session.predicted.shown().get_untracked();
        if let Some(scenario) = scenario {
            self.address.open_scenario(&scenario);
            focus_on(".run-button");
        }
    }

    /// Whether a record that was opened is shown. Tracked.
    #[must_use]
    pub fn shows_record(&self) -> bool {
        self.session.record.is_opened()
    }

    /// What the shown record is of; `None` unless it was opened from a file. Tracked.
    #[must_use]
    pub fn about(&self) -> Option<Arc<AboutRecord>> {
        let shown = self.shows_record().then(|| self.session.record.id())?;
        let about = self.about.get();
        about.filter(|(id, _)| *id == shown).map(|(_, about)| about)
    }

    /// Whether the shown record has a scenario that can be run here. Tracked.
    #[must_use]
    pub fn has_scenario(&self) -> bool {
        self.session.predicted.shown().with(Option::is_some)
    }

    /// Opens the file that the person has chosen. `second` is whether it was asked for beside the shown record.
    fn open_chosen(&self, file: &File, second: bool) {
        let incoming = Incoming::of_file(file);
        let purpose = if second && untrack(|| self.shows_record()) {
            Purpose::Compare
        } else {
            Purpose::Show
        };
        self.start(file.name(), purpose, Box::pin(async { Ok(incoming) }));
    }

    fn start(&self, name: String, purpose: Purpose, finding: FindingIncoming) {
        let import = *self;
        let turn = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        let Some(turn) = turn else { return };
        self.give_up_comparing();
        self.under_way.set(Some(ShownWork {
            says: format!("Reading {name}"),
            percent: None,
        }));
        spawn_local(async move {
            let read = match finding.await {
                Ok(incoming) => {
                    let progress = |percent| import.progressed(turn, percent);
                    incoming.read(import.session.controls.budget(), &progress).await
                }
                Err(why) => Err(why),
            };
            if !import.is_current(turn) {
                return;
            }
            import.under_way.try_set(None);
            // The page changes as a whole, in a task of its own.
            TimeoutFuture::new(0).await;
            if !import.is_current(turn) {
                return;
            }
            match read {
                Ok(Some(Contents::Recording(opened))) if purpose == Purpose::Compare => {
                    import.notes.show(opened.notices());
                    import.compare_with(Second::new(name, Some((opened.trace, Folds::default()))));
                }
                Ok(Some(Contents::Recording(opened))) => {
                    import.show(&name, *opened, purpose == Purpose::ShowNamed);
                }
                Ok(Some(Contents::Path(text))) => import.paths.open_text(&name, &text),
                Ok(None) => {}
                Err(why) => import.refuse(&name, &why),
            }
        });
    }

    /// Whether this is the file that is being read. False when the page is gone.
    fn is_current(&self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Shows the progress. Returns whether to read on.
    fn progressed(&self, turn: u32, percent: Option<u8>) -> bool {
        if !self.is_current(turn) {
            return false;
        }
        self.under_way.try_update(|work| {
            if let Some(work) = work {
                work.percent = percent;
            }
        });
        true
    }

    fn show(&self, name: &str, opened: OpenedTrace, from_address: bool) {
        let about = AboutRecord::new(&opened, name, self.language.get_untracked());
        // The name of another record is not that of this one.
        self.leave_address();
        self.end_comparison();
        self.from_address.set(from_address);
        self.notes.show(about.notices.clone());
        self.session.open_recording(opened.trace);
        let id = untrack(|| self.session.record.id());
        self.about.set(Some((id, Arc::new(about))));
        // What had the focus may be hidden now.
        request_animation_frame(|| focus_on(".record-back"));
    }

    fn refuse(&self, name: &str, why: &str) {
        self.notes.show(vec![format!("{name}: {why}")]);
    }

    /// Removes the name of a record from the page's address, if that record was shown.
    fn leave_address(&self) {
        if !self.from_address.try_get_untracked().unwrap_or_default() {
            return;
        }
        self.from_address.set(false);
        let location = window().location();
        let (Ok(path), Ok(search), Ok(fragment)) = (location.pathname(), location.search(), location.hash()) else {
            return;
        };
        let Ok(query) = UrlSearchParams::new_with_str(&search) else {
            return;
        };
        query.delete(TRACE_KEY);
        let query = String::from(query.to_string());
        let mark = if query.is_empty() { "" } else { "?" };
        if let Ok(history) = window().history() {
            let state = history.state().unwrap_or(JsValue::NULL);
            let address = format!("{path}{mark}{query}{fragment}");
            // It fails only where the page may not change its history.
            let _ = history.replace_state_with_url(&state, "", Some(&address));
        }
    }
}

/// The entries of the menu of Export that open a recording.
pub static ENTRIES: &[ExportEntry] = &[ExportEntry {
    label: "Import trace",
    about: |_| "Shows a record without running it".to_owned(),
    refusal: |_| None,
    act: |_| choose_file(false),
}];

/// The id of the field with which a file is chosen.
const FILE_FIELD: &str = "trace-file";

/// What a chosen file is for: an attribute of the field, because the dialog may be cancelled.
const FOR_SECOND: &str = "data-second";

/// Lets the person choose a file; `second` is whether it is to be compared with the shown record.
fn choose_file(second: bool) {
    let field = document().get_element_by_id(FILE_FIELD);
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        let _ = field.set_attribute(FOR_SECOND, if second { "true" } else { "false" }); // it fails only for a wrong name
        // The same file, changed since, can be chosen again.
        field.set_value("");
        field.click();
    }
}

/// The trace file that the page's address names.
#[must_use]
pub fn named_in_address() -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(TRACE_KEY)
}

/// The whole address, if it is of the same origin as the page.
fn same_origin(address: &str) -> Result<String, &'static str> {
    const UNREADABLE: &str = "This is no address. Write one of this site, such as ?trace=records/late.trace.jsonl.";
    let location = window().location();
    let base = location.href().map_err(|_| UNREADABLE)?;
    let url = Url::new_with_base(address, &base).map_err(|_| UNREADABLE)?;
    let own = location.origin().map_err(|_| UNREADABLE)?;
    // An address such as blob: has the origin of the page, too.
    if url.origin() != own || !matches!(url.protocol().as_str(), "http:" | "https:") {
        return Err("It is on another site, and this page asks only its own. Save the file, and drop it here.");
    }
    url.set_hash("");
    Ok(url.href())
}
