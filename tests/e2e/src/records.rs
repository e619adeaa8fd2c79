//! Gives the page records as files, and waits until they are shown: for tests and for measuring.

use crate::{Page, Result, ensure, same};

/// The name of the file that [`make_large_file`] makes.
pub const LARGE_FILE: &str = "large.trace.jsonl";

/// True once all of the record that is shown is folded.
pub const ALL_FOLDED: &str = "document.querySelector('.run-status').textContent.startsWith('Finished')
    && document.querySelector('.time-readout').textContent !== '0.000 s'";

/// Drops a file onto the timeline. `content` is an expression for the parts of the file.
///
/// # Errors
///
/// If the page does not take it.
pub async fn drop_file(page: &Page, name: &str, content: &str) -> Result {
    let script = format!(
        "(() => {{
            const transfer = new DataTransfer();
            transfer.items.add(new File({content}, {name:?}));
            const event = new DragEvent('drop', {{ dataTransfer: transfer, bubbles: true, cancelable: true }});
            document.querySelector('.timeline').dispatchEvent(event);
            return event.defaultPrevented ? 1 : 0;
        }})()"
    );
    same("drops taken", page.number_of(&script).await?, 1.0)
}

/// Waits for the line of an opened record, and returns it.
///
/// # Errors
///
/// If there is none after a while.
pub async fn record_line(page: &Page) -> Result<String> {
    page.until("an opened record", "document.querySelector('.record-back') !== null")
        .await?;
    let line = page
        .evaluate("document.querySelector('.record-bar .offer-text').textContent")
        .await?;
    Ok(line.as_str().unwrap_or_default().to_owned())
}

/// Makes a trace file of 100 MB, with 215,000 tasks, as `window.large` on the page. Returns its bytes.
///
/// # Errors
///
/// If the page has no memory for it.
pub async fn make_large_file(page: &Page) -> Result<f64> {
    // A program of very many tasks, each of which prints and ends.
    let script = r#"(() => {
        const parts = ['{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1}\n'];
        let events = 0;
        for (let chunk = 0; chunk < 215; chunk++) {
            let lines = '';
            for (let index = 0; index < 1000; index++) {
                const task = chunk * 1000 + index, at = `{"at_us":${task * 10},"task":${task},"kind":`;
                lines += `{"task":${task},"name":"worker number ${task}","parent":null,"via":"create-task"}\n`;
                for (const kind of ['"spawned","parent":null', '"woken","by":"spawn"', '"poll-start"',
                    '"printed","text":"this is what the worker has to say"', '"finished","value":"None"',
                    '"poll-end","result":"ended"']) {
                    lines += at + kind + '}\n';
                    events++;
                }
            }
            parts.push(lines);
        }
        parts.push(`{"end":"ok","events":${events}}\n`);
        window.large = new File(parts, 'large.trace.jsonl');
        return window.large.size;
    })()"#;
    let bytes = page.number_of(script).await?;
    ensure(bytes > 9.5e7, || format!("{bytes} bytes"))?;
    Ok(bytes)
}
