//! The drawing of a recording: time becomes x, tasks become rows, and both become a [`Scene`] of plain data that a
//! [`Pen`] paints.
//!
//! ```text
//!   Trace ─► Lanes, LoopRecord, Wakes ─┐
//!                                      ├─► Input ─► layout ─► Scene ─► paint ─► Pen: the canvas, a log in the tests
//!   Scale ─► ticks ────────────────────┘      └─► hit: the task and the moment under the pointer
//! ```
//!
//! Everything is pure and builds natively. The page implements the pen for the canvas, and decides when to draw a
//! frame.

pub mod arrows;
pub mod bar_ends;
pub mod bars;
pub mod curve;
pub mod frame;
pub mod glyph;
pub mod hit;
pub mod key;
pub mod layout;
pub mod long_list;
pub mod overview;
pub mod paint;
pub mod pen;
pub mod rows;
pub mod scale;
pub mod scene;
pub mod sketch;
pub mod ticks;
pub mod tree;
pub mod window;
pub mod words;

pub use arrows::arrows;
pub use bars::{PointedBar, bar_at, bar_beside, bar_box, bar_times, first_bar, lane_box};
pub use frame::{HeightSplit, LEAST_LANES, PHONE_WIDTH, SizeClass, TWO_COLUMNS, embedded_height, leaves_labels_out};
pub use hit::{Hit, LaneMoment, Near, Zone, hit};
pub use layout::{
    DrawnResources, DrawnWake, Flight, Forecast, Input, LateTimer, LoopActivity, ResourceLane, ResourceLanes,
    ResourceShape, RowPoint, SelectedMoment, WakeKind, WakeSource, height_with_state_rows, late_timers, layout,
    least_height, queue_steps, resource_at, row_at, row_box, state_rows, times_of_marks,
};
pub use long_list::LongList;
pub use overview::{OVERVIEW_TASKS, Overview, OverviewPart, overview, paint_overview};
pub use paint::paint;
pub use pen::{Ink, Pen};
pub use rows::{BAND_HEIGHT, Detail, FLIGHT_HEIGHT, LOW_BAND_HEIGHT, Rows, SHORT_WINDOW, ShownLanes};
pub use scale::{AxisEnd, Scale};
pub use scene::{Rect, Scene, Size};
pub use sketch::Sketch;
pub use ticks::{Tick, ticks};
pub use tree::{Guide, TaskTree};
pub use window::{TimeWindow, ZOOM_STEP, range_in_words, wheel_factor};
