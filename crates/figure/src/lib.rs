//! What the page draws, as SVG that can be saved, printed and put into other pages: the timeline, the comparison of the
//! policies, the durations of tasks and the program. Knows no page.
//!
//! ```text
//!   Input ─► timeline::layout ─► Scene ─► timeline::paint ─► SvgPen ─┐
//!                                                                    ├─► title, caption, names, key, footer around it
//!   Sketch, Distribution, Program ───────────────────────────────────┘
//! ```
//!
//! A figure stands by itself: text is text in named fonts, colours are written out, and it has no script, no style sheet
//! and no reference to anything outside, so that the strictest policy of a page shows it. Its ids begin with a prefix, so that
//! several figures fit into one page.

pub mod colours;
mod comparison;
mod durations;
mod example;
mod frame;
mod key;
mod legible;
mod path;
mod pixels;
pub mod png;
mod program;
mod svg_pen;
mod timeline_figure;
mod xml;

pub use colours::Colours;
pub use comparison::{ComparedPolicy, comparison_figure};
pub use durations::durations_figure;
pub use example::{EndedRun, ended_figure, figure_of, figure_of_run};
pub use frame::{FigureLook, WrittenFigure, prefix_of};
pub use pixels::{LONGEST_SIDE, PixelSize};
pub use program::{MarkedProgram, program_figure};
pub use svg_pen::SvgPen;
pub use timeline_figure::{MOST_LANES, TimelineFigure, comparison_title, scenario_title, timeline_figure};
