//! The example programs, each with one lesson, in the order of four learning paths. Each path is a text file in
//! `paths/`, of the form that a teacher can write too (docs/paths.md). Tests run the examples and check what they say.

mod reader;

pub(crate) use reader::read_program_path;
pub use reader::{
    KEYS, LONGEST_ANSWER, LONGEST_PATH_TITLE, LONGEST_SENTENCE, LONGEST_TITLE, MOST_BYTES, MOST_EXAMPLES, PROGRAM_KEYS,
    PathError, read_path,
};

use std::sync::{Arc, LazyLock};

/// A scenario with a title and a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The title, as shown in the combobox. Unique in its path.
    pub title: String,
    /// What to predict before the run; empty if the path has no question here.
    pub question: String,
    /// The lesson, in one sentence.
    pub teaches: String,
    /// The same after the run: what was seen.
    pub seen: String,
    /// The scenario, as the fragment of a link without `#`, as [`super::link::write`] writes it. Unique in its path.
    pub link: String,
}

/// Examples in the order in which they are to be learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The title, as shown above its examples.
    pub title: String,
    /// The examples; at least one.
    pub examples: Vec<Example>,
}

/// The paths of the page, from easy to hard.
pub static PATHS: LazyLock<[Path; 4]> = LazyLock::new(|| {
    let files = [
        include_str!("../../../paths/1-first-steps.txt"),
        include_str!("../../../paths/2-errors.txt"),
        include_str!("../../../paths/3-limits-and-time.txt"),
        include_str!("../../../paths/4-the-loop-itself.txt"),
    ];
    files.map(|file| read_path(file).expect("a test reads the paths of the page"))
});

/// The examples of [`PATHS`], one path after the other. The first two are the tutorial's programs.
pub static EXAMPLES: LazyLock<Vec<&'static Example>> =
    LazyLock::new(|| PATHS.iter().flat_map(|path| &path.examples).collect());

/// All paths that the page offers: its own four, and one that a person has opened. An example's index counts through all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// The path that a person has opened; the last one.
    pub opened: Option<Arc<Path>>,
}

/// The example that comes after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextExample<'a> {
    /// Its index.
    pub index: usize,
    /// The example.
    pub example: &'a Example,
    /// The path that begins with it; `None` within a path.
    pub begins: Option<&'a Path>,
}

impl Library {
    /// All paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        PATHS.iter().chain(self.opened.as_deref())
    }

    /// All paths, each with the index of its first example.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &Path)> {
        let mut next = 0;
        self.paths().map(move |path| {
            let first = next;
            next += path.examples.len();
            (first, path)
        })
    }

    /// All examples, in order.
    pub fn examples(&self) -> impl Iterator<Item = &Example> {
        self.paths().flat_map(|path| &path.examples)
    }

    /// The number of examples; at least one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.paths().map(|path| path.examples.len()).sum()
    }

    /// The example with this index.
    #[must_use]
    pub fn example(&self, index: usize) -> Option<&Example> {
        self.examples().nth(index)
    }

    /// The example that comes after another, in its path or as the first one of the next; `None` after the last one.
    #[must_use]
    pub fn next(&self, index: usize) -> Option<NextExample<'_>> {
        let index = index + 1;
        let begun = self.numbered().find(|(first, _)| *first == index);
        Some(NextExample {
            index,
            example: self.example(index)?,
            begins: begun.map(|(_, path)| path),
        })
    }

    /// The example whose program this is, as the fragment of a link. One of the opened path comes first: whoever has opened that
    /// learns with it.
    #[must_use]
    pub fn with_link(&self, link: &str) -> Option<usize> {
        let own = EXAMPLES.len();
        let mut indexes = (own..self.count()).chain(0..own);
        indexes.find(|index| self.example(*index).is_some_and(|example| example.link == link))
    }

    /// What an example is remembered by: its title, after that of its path if a person has opened that.
    #[must_use]
    pub fn key(&self, index: usize) -> Option<String> {
        let example = self.example(index)?;
        Some(match &self.opened {
            Some(path) if index >= EXAMPLES.len() => format!("{}: {}", path.title, example.title),
            _ => example.title.clone(),
        })
    }

    /// The example that is remembered by this key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Option<usize> {
        (0..self.count()).find(|index| self.key(*index).as_deref() == Some(key))
    }
}
