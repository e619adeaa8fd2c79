//! The names of the lanes of resources, each with what it is at the playhead. A list for screen readers, too, because no table
//! has these facts.

use super::picture::Picture;
use crate::ui::reactive::{Memo, Show, memo};
use crate::ui::session::{Playhead, Record};
use crate::ui::text_size::rem;
use explain::glossary::Term;
use leptos::prelude::*;
use recording::facts::token_for;
use recording::{Resource, ResourceId, Trace, resources};
use scenario::words::count;
use timeline::{ResourceLane, Rows, glyph};

/// The column of names beside the lanes of resources.
#[component]
pub fn ResourceNames(
    /// The recording.
    record: Record,
    /// The moment that is shown.
    playhead: Playhead,
    /// The drawing.
    picture: Picture,
) -> impl IntoView {
    let lanes = picture.resources;
    let any = memo(move || lanes.with(|lanes| lanes.height() > 0.0));
    (move || any.get().then(|| list(record, playhead, picture))).into_any()
}

/// Not part of what the first picture needs, so that the second part of the page has it.
#[inline(never)]
fn list(record: Record, playhead: Playhead, picture: Picture) -> AnyView {
    let lanes = picture.resources;
    let top = memo(move || picture.rows().with(Rows::foot_top));
    let height = move || picture.rows().with(|rows| rem(rows.foot));
    // One view for each resource, as long as the lanes are the same.
    let names = move || {
        let all = lanes.with(|lanes| lanes.lanes.clone());
        let names: Vec<AnyView> = all.into_iter().map(|lane| name(record, playhead, lane)).collect();
        names
    };
    let left_out = move || lanes.with(|lanes| lanes.left_out);
    let note_top = move || lanes.with(|lanes| rem(lanes.top_of_note()));
    view! {
            <div class="timeline-resources" style:top=move || rem(top.get()) style:height=height>
                <ul class="timeline-resource-list" aria-label="Resources">{names}</ul>
                <Show when=move || { left_out() > 0 }>
                    <p class="timeline-resources-more" data-explains=Term::ResourceLane.id() style:top=note_top>
                        {move || format!("and {}", count(left_out(), "other"))}
                    </p>
                </Show>
            </div>
    }
    .into_any()
}

fn name(record: Record, playhead: Playhead, lane: ResourceLane) -> AnyView {
    let ResourceLane { res, top, height, .. } = lane;
    let of = move |look: fn(&Resource) -> String| {
        let with = |trace: &Trace| trace.resources.get(res.0 as usize).map(look);
        record.with(|trace, _| with(trace)).flatten().unwrap_or_default()
    };
    let called = untrack(|| of(|resource| resources::name(resource).to_owned()));
    // Its glyph says it to those who see it.
    let kind = untrack(|| of(|resource| resources::kind_beside_name(resource).unwrap_or_default().to_owned()));
    let state = untrack(|| of(|resource| token_for(glyph::state_of_resource(resource)).to_owned()));
    let markup = untrack(|| of(|resource| glyph::of_resource(resource).to_owned()));
    let note: Memo<String> = memo(move || now(record, playhead, res));
    view! {
        <li class="timeline-resource" style:top=rem(top) style:height=rem(height) data-explains=Term::ResourceLane.id()>
            <svg class="icon ink" data-size="small" data-state=state.clone() viewBox="0 0 16 16" aria-hidden="true" inner_html=markup></svg>
            <span class="timeline-name-text" title=called.clone()>{called.clone()}</span>
            <span class="visually-hidden">{kind}</span>
            <span class="timeline-name-note ink" data-state=state>{move || note.get()}</span>
        </li>
    }
    .into_any()
}

/// What a resource is at the playhead.
fn now(record: Record, playhead: Playhead, res: ResourceId) -> String {
    let moment = playhead.moment_by_event();
    let words = record.with(|trace, folds| {
        let resource = trace.resources.get(res.0 as usize)?;
        let step = folds.history.resources.at(trace, res, moment);
        Some(resources::words(trace, resource, &step))
    });
    words.flatten().unwrap_or_default()
}
