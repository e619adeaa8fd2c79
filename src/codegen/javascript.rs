//! stub
use super::plan::Plan;
use super::writer::Draft;
pub(super) fn write(_: &Plan) -> Vec<Draft> {
    Vec::new()
}
