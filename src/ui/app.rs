//! The page as one component: creates the editor's state, the session, the address, the theme, and connects them.

use super::address::Address;
use super::edit::Edit;
use super::embed::Embedded;
use super::explain::{Explanations, TooltipLayer};
use super::export::figures::PictureDialog;
use super::export::{Export, ExportMenu};
use super::frames::{Frames, Listening, Next};
use super::help::Help;
use super::import::{Import, ImportLayer, RecordBar, named_in_address};
use super::kept::Keeper;
use super::language::language_signal;
use super::measured::window_size;
use super::notes::Notes;
use super::page_frame::PageFrame;
use super::paths::{Paths, stored_library};
use super::present::Present;
use super::program::ProgramTab;
use super::progress::{LongWork, WorkLine};
use super::session::{RunPhase, Session};
use super::set_up::SetUp;
use super::share::{ShareDialog, Sharing};
use super::stage::Stage;
use super::theme::theme_signal;
use super::whole::{InTurn, WhenWhole, Whole, when_whole};
use crate::ui::reactive::{RwSignal, Signal, effect, memo};
use leptos::prelude::*;
use scenario::link;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Whole::new());
    view! { <InTurn><WholePage /></InTurn> }
}

/// The page's state and its parts.
#[component]
fn WholePage() -> impl IntoView {
    let opened = link::read(&super::address::fragment());
    let notes = Notes::new();
    provide_context(notes);
    // Before all that lays something out.
    let embedded = Embedded::new(opened.embed);
    provide_context(embedded);
    provide_context(language_signal());
    let edit = Edit::new(&opened.scenario, stored_library());
    edit.open_program(opened.program.as_deref());
    let session = Session::new(edit, Frames::new());
    session.guessing.set(opened.predict_off);
    let guessing = session.guessing;
    provide_context(guessing);
    let theme = theme_signal();
    let help = RwSignal::new(false);
    let single_keys = RwSignal::new(true);
    let explanations = Explanations::new(help);
    let window_size = window_size();
    let set_up = SetUp::new(window_size, edit);
    // A program out of a link never starts by itself.
    let autorun = opened.autorun && opened.program.is_none();
    let keeper = Keeper::new(edit, notes, embedded);
    let present = Present::new(opened.present, window_size, set_up);
    provide_context(present);
    provide_context(Sharing::new());
    let address = Address::new(session, keeper, notes, (present, embedded), &opened);
    // The offer of an earlier work stands where an open set-up would cover it.
    let offers = memo(move || keeper.offers());
    effect(move || {
        if offers.get() {
            set_up.uncover();
        }
    });
    // A record that the address names is shown, not run.
    if autorun && named_in_address().is_none() {
        when_whole(move || launch_in_the_first_frame(session));
    }
    super::page::show_run_state(session.controls);
    let running = Signal::derive(move || session.controls.phase() == RunPhase::Running);
    let on_choose = Callback::new(move |index| address.open_example(index));
    let paths = Paths::new(session, notes, on_choose);
    provide_context(paths);
    let import = Import::new(session, notes, paths, address);
    provide_context(import);
    let program_tab = ProgramTab::new(session, address, theme, explanations, paths);
    provide_context(program_tab);
    let work = LongWork::new(session.frames);
    let export = Export::new(session, work, notes);
    provide_context(export);
    view! {
        <InTurn>
            <PageFrame edit theme explanations set_up window_size running guessing paths export>
                <WhenWhole><RecordBar import /></WhenWhole>
                {keeper.offer(move |head, work| address.open_kept(head, &work))}
                <InTurn><Stage session theme explanations single_keys window_size set_up /></InTurn>
            </PageFrame>
        </InTurn>
        // Not in the stage, which a phone hides behind the editor.
        <WhenWhole>
            <Help single_keys explanations on_choose />
        </WhenWhole>
        <WhenWhole><ShareDialog session /></WhenWhole>
        <WhenWhole><ImportLayer import /></WhenWhole>
        <WhenWhole><ExportMenu export /></WhenWhole>
        <WhenWhole><PictureDialog export /></WhenWhole>
        <WhenWhole>
            <WorkLine work=memo(move || work.shown()) cancel=Callback::new(move |()| work.cancel()) />
            <TooltipLayer explanations />
        </WhenWhole>
    }
}

/// Launches after the page has been mounted, all of it, so that the time for building the page is not part of the run.
fn launch_in_the_first_frame(session: Session) {
    let waiting = StoredValue::new_local(None::<Listening>);
    let begin = move || {
        if waiting.try_update_value(Option::take).flatten().is_some() {
            session.controls.launch();
        }
        Next::Still
    };
    waiting.set_value(session.frames.listen(begin));
    session.frames.request();
    on_cleanup(move || {
        waiting.try_update_value(Option::take);
    });
}
