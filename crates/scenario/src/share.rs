//! The texts with which a scenario is passed on: links with flags, code that embeds it in another page, and what a link
//! does not hold. Knows no clipboard and no page; the address of the page is passed in.

use crate::link::{self, LONGEST_LINK};
use crate::words::{count, shortened, thousands};
use crate::{Scenario, Speed, modifiers};
use std::fmt::Write;

/// What a page that embeds the figure allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedKind {
    /// A script of this site: the custom element of `embed.js` around the figure.
    Script,
    /// No script: a frame alone.
    FrameOnly,
}

impl EmbedKind {
    /// Both, the better first.
    pub const ALL: [Self; 2] = [Self::Script, Self::FrameOnly];

    /// Its label in the choice.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Script => "With script",
            Self::FrameOnly => "Frame only",
        }
    }

    /// What it needs and what it gives, in a sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Script => {
                "A live figure for a page that allows a script of this site. In print, in feeds and without JavaScript the picture inside it stays."
            }
            Self::FrameOnly => {
                "For a page that allows frames but no script. It has a fixed height, and no picture without JavaScript."
            }
        }
    }
}

/// A figure to embed.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedFigure<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The figure as inline SVG, which stays where no script runs; empty if there is none.
    pub svg: &'a str,
    /// The height of a frame that shows all of it, in CSS pixels.
    pub height: u32,
}

/// The address `page` with the scenario and these flags (`present=1`) as its fragment; `None` if the scenario alone is longer
/// than [`LONGEST_LINK`]. A fragment of `page` itself is left out.
#[must_use]
pub fn address(page: &str, scenario: &Scenario, flags: &[&str]) -> Option<String> {
    Some(with_fragment(page, &link::write_if_short(scenario)?, flags))
}

/// The same for a Python program that is played at this speed; `None` if no link can hold it.
#[must_use]
pub fn program_address(page: &str, program: &str, speed: Speed, flags: &[&str]) -> Option<String> {
    Some(with_fragment(page, &link::write_program(program, speed)?, flags))
}

fn with_fragment(page: &str, written: &str, flags: &[&str]) -> String {
    let page = without_fragment(page);
    let parts = std::iter::once(written).chain(flags.iter().copied());
    let fragment = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
    if fragment.is_empty() {
        page.to_owned()
    } else {
        format!("{page}#{fragment}")
    }
}

/// A figure of a program to embed.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedProgram<'a> {
    /// The program.
    pub program: &'a str,
    /// How fast its record is played.
    pub speed: Speed,
    /// The figure of its record as inline SVG; empty if there is none.
    pub svg: &'a str,
    /// The height of a frame that shows all of it, in CSS pixels.
    pub height: u32,
}

/// The code that embeds a figure of a Python program; `None` if no link can hold it. The program is readable in the code, unless
/// it has what would end the element it stands in.
#[must_use]
pub fn embed_program(page: &str, figure: EmbeddedProgram<'_>, kind: EmbedKind) -> Option<String> {
    let EmbeddedProgram {
        program,
        speed,
        svg,
        height,
    } = figure;
    let full = escaped(&program_address(page, program, speed, &[])?);
    match kind {
        EmbedKind::Script => {
            let script = escaped(&format!("{}embed.js", folder(page)));
            let speed = if speed == Speed::default() {
                String::new()
            } else {
                format!(" speed=\"{}\"", escaped(&modifiers::write_speed(speed)))
            };
            let lower = program.to_lowercase();
            let fits_in_a_script = !lower.contains("</script") && !lower.contains("<!--");
            let (attribute, element) = if fits_in_a_script {
                let text = program.trim_end();
                (
                    String::new(),
                    format!("<script type=\"text/x-python\">\n{text}\n</script>\n"),
                )
            } else {
                (format!(" program=\"{}\"", escaped(program)), String::new())
            };
            let figure = picture(svg);
            Some(format!(
                "<script async src=\"{script}\"></script>\n<future-scope{attribute}{speed}>\n{element}{figure}<p><a href=\"{full}\">Open in Futurescope</a></p>\n</future-scope>\n"
            ))
        }
        EmbedKind::FrameOnly => {
            let framed = escaped(&program_address(page, program, speed, &["embed=1"])?);
            Some(format!(
                "<iframe src=\"{framed}\" title=\"{PROGRAM_IN_A_LINE}\" width=\"100%\" height=\"{height}\" frameborder=\"0\" loading=\"lazy\"></iframe>\n"
            ))
        }
    }
}

/// What a program is, in a line.
pub const PROGRAM_IN_A_LINE: &str = "Futurescope: a Python program";

/// The attributes of `<future-scope>`: the keys of the link and their values, not escaped, the list with blanks to be read.
#[must_use]
pub fn attributes(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let mut parts = link::parts(scenario);
    if let Some((_, list)) = parts.iter_mut().find(|(key, _)| *key == "tasks") {
        *list = scenario.tasks.canonical();
    }
    parts
}

/// The code that embeds a figure of the page at this address; `None` if no link can hold its scenario.
///
/// ```
/// use scenario::{link, share};
///
/// let scenario = link::read("tasks=2,1,3&await=gather").scenario;
/// let figure = share::EmbeddedFigure { scenario: &scenario, svg: "<svg></svg>", height: 280 };
/// let code = share::embed_code("https://a.example/scope/", figure, share::EmbedKind::Script);
/// assert!(code.is_some_and(|code| code.contains(r#"<future-scope tasks="2, 1, 3" await="gather">"#)));
/// ```
#[must_use]
pub fn embed_code(page: &str, figure: EmbeddedFigure<'_>, kind: EmbedKind) -> Option<String> {
    let EmbeddedFigure { scenario, svg, height } = figure;
    match kind {
        EmbedKind::Script => {
            let full = escaped(&address(page, scenario, &[])?);
            let script = escaped(&format!("{}embed.js", folder(page)));
            let mut written = String::new();
            for (key, value) in attributes(scenario) {
                // Writing to a text cannot fail.
                let _ = write!(written, " {key}=\"{}\"", escaped(&value));
            }
            let figure = picture(svg);
            Some(format!(
                "<script async src=\"{script}\"></script>\n<future-scope{written}>\n{figure}<p><a href=\"{full}\">Open in Futurescope</a></p>\n</future-scope>\n"
            ))
        }
        EmbedKind::FrameOnly => {
            let framed = escaped(&address(page, scenario, &["embed=1"])?);
            let title = escaped(&in_a_line(scenario));
            Some(format!(
                "<iframe src=\"{framed}\" title=\"{title}\" width=\"100%\" height=\"{height}\" frameborder=\"0\" loading=\"lazy\"></iframe>\n"
            ))
        }
    }
}

/// The recording that is on the page beside the scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordBeside {
    /// There is none.
    #[default]
    None,
    /// Of a run that is on.
    UnderWay,
    /// Of a run that has ended.
    Ended,
    /// One that was made elsewhere and opened.
    Opened,
}

/// What is on the page beside the scenario of the link.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkBeside<'a> {
    /// The text of the list, as typed.
    pub list: &'a str,
    /// Whether something typed cannot be read, so that the link has the scenario before it.
    pub unreadable: bool,
    /// The recording.
    pub record: RecordBeside,
    /// Whether the person has guessed an end of a task.
    pub guessed: bool,
}

/// What a link to `scenario` does not hold of the work on the page, a sentence each; empty if it holds all of it.
#[must_use]
pub fn not_in_the_link(scenario: &Scenario, work: WorkBeside<'_>) -> Vec<String> {
    /// The letters of the list by which it is recognised.
    const EXCERPT: usize = 40;
    let mut sentences = Vec::new();
    if work.unreadable {
        let list = scenario.tasks.canonical();
        let list = if list.is_empty() {
            "an empty list".into()
        } else {
            shortened(&list, EXCERPT)
        };
        sentences.push(format!(
            "What is typed cannot be read at the moment. The link has what could be read last: {list}."
        ));
    }
    if link::write_if_short(scenario).is_none() {
        let longest = thousands(LONGEST_LINK as u64);
        sentences.push(format!(
            "The list of {} tasks: a link holds up to {longest} characters. Copy the list instead and paste it under Text; it is kept in this browser.",
            thousands(scenario.tasks.count())
        ));
    }
    let comments = work.list.lines().filter(|line| line.contains('#')).count();
    if comments > 0 {
        let stay = if comments == 1 { "stays" } else { "stay" };
        sentences.push(format!(
            "{} in the list, which {stay} in this browser.",
            count(comments, "comment")
        ));
    }
    let of_the_record = match work.record {
        RecordBeside::None => None,
        RecordBeside::UnderWay => {
            Some("The run that is on: the link opens the list, and a run starts from the beginning.")
        }
        RecordBeside::Ended => {
            Some("The recording of this run: the link opens the list, to be run again. Export saves the recording.")
        }
        RecordBeside::Opened => {
            Some("The recording that is shown: it was opened from a file. The link has the list of the set-up.")
        }
    };
    sentences.extend(of_the_record.map(str::to_owned));
    if work.guessed {
        sentences.push("Your guess.".to_owned());
    }
    sentences
}

/// What the scenario is, in a line: `Futurescope: 3 tasks, Join all`.
#[must_use]
pub fn in_a_line(scenario: &Scenario) -> String {
    let tasks = scenario.tasks.count();
    let noun = if tasks == 1 { "task" } else { "tasks" };
    format!("Futurescope: {} {noun}, {}", thousands(tasks), scenario.policy.label())
}

/// The line of a figure; empty without one.
fn picture(svg: &str) -> String {
    if svg.is_empty() {
        String::new()
    } else {
        format!("{svg}\n")
    }
}

/// A text as the value of an attribute in double quotes, or as text of an element.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => written.push_str("&amp;"),
            '"' => written.push_str("&quot;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            _ => written.push(letter),
        }
    }
    written
}

fn without_fragment(page: &str) -> &str {
    page.split('#').next().unwrap_or_default()
}

/// The folder of the page, with its `/`.
fn folder(page: &str) -> &str {
    let path = page.split(['#', '?']).next().unwrap_or_default();
    path.rfind('/').map_or("", |end| &path[..=end])
}
