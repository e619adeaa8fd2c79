//! The colours and the font of the page, read from its custom properties.

use timeline::pen::Ink;

/// The colour and the font used if the style sheet is missing.
const FALLBACK: &str = "gray";
const FALLBACK_FONT: &str = "sans-serif";

/// The colours of the theme, as of when it was read.
pub(super) struct Palette {
    colours: Vec<(&'static str, String)>,
    family: String,
}

impl Palette {
    /// Reads the page's current colours.
    pub fn read() -> Self {
        let window = web_sys::window();
        let root = window
            .as_ref()
            .and_then(|window| window.document())
            .and_then(|document| document.document_element());
        let style = window
            .zip(root)
            .and_then(|(window, root)| window.get_computed_style(&root).ok().flatten());
        let value = |token: &str| {
            let value = style.as_ref()?.get_property_value(token).ok()?;
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        };

        Self {
            colours: Ink::TOKENS
                .into_iter()
                .filter_map(|token| Some((token, value(token)?)))
                .collect(),
            family: value("--font-ui").unwrap_or_else(|| FALLBACK_FONT.into()),
        }
    }

    /// The colour of an ink, in CSS syntax.
    pub fn colour(&self, ink: Ink) -> &str {
        let mut colours = self.colours.iter();
        let found = colours.find(|(token, _)| *token == ink.token());
        found.map_or(FALLBACK, |(_, colour)| colour)
    }

    /// The interface font at this weight and size in CSS pixels, in CSS syntax.
    pub fn font(&self, weight: u16, size: f64) -> String {
        format!("{weight} {size}px {}", self.family)
    }
}
