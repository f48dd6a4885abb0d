//! stub
use crate::report::Report;
use std::io;
pub(super) fn render(_: &Report, _: &mut dyn io::Write) -> io::Result<()> {
    Ok(())
}
