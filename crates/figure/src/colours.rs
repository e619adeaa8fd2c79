//! The colours and fonts of the page, written out. Their source is `style/tokens.css`, with which a test compares them.

use timeline::Ink;

/// A set of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Colours {
    /// Dark on white, for print and for pages of any kind.
    #[default]
    Light,
    /// As the page in its dark theme.
    Dark,
}

/// Each custom property that a figure uses, with its light and its dark value.
const VALUES: [(&str, &str, &str); 39] = [
    ("--surface-0", "#F3F5F6", "#0C0F11"),
    ("--surface-1", "#FFFFFF", "#121619"),
    ("--surface-2", "#F3F5F6", "#191E22"),
    ("--select-bg", "#E9F1FB", "#17242F"),
    ("--line", "#DFE4E7", "#222930"),
    ("--line-strong", "#C2CBD1", "#37424A"),
    ("--line-control", "#78858D", "#68757E"),
    ("--text-2", "#46525A", "#AEB9C0"),
    ("--text-3", "#5B6870", "#8B98A1"),
    ("--focus", "#0A5FC7", "#7FC4FF"),
    ("--now", "#12181C", "#F4F8FA"),
    ("--on-now", "#FFFFFF", "#0C0F11"),
    ("--path", "#12181C", "#F4F8FA"),
    ("--st-ready", "#8A5300", "#F3B944"),
    ("--st-ready-fill", "#FDF3DD", "#2B2311"),
    ("--st-running", "#C47A06", "#F9BB3F"),
    ("--st-running-ink", "#8A5300", "#F9BB3F"),
    ("--st-on-running", "#1D1402", "#1D1402"),
    ("--st-timer", "#1A68A8", "#6DB8EE"),
    ("--st-timer-fill", "#DCECF8", "#142F43"),
    ("--st-child", "#4556B4", "#9BADF4"),
    ("--st-child-fill", "#E6E9F8", "#1E2746"),
    ("--st-permit", "#7244AE", "#BFA3F2"),
    ("--st-permit-fill", "#EFE8F8", "#291F42"),
    ("--st-overdue", "#9A3B00", "#FF9A5C"),
    ("--st-overdue-fill", "#FDE8D8", "#3A2010"),
    ("--st-queue", "#0F6A7A", "#5FCBDD"),
    ("--st-queue-fill", "#DDF1F4", "#0F3036"),
    ("--st-done", "#006B63", "#3FD0BC"),
    ("--st-failed", "#BC1D2C", "#FF807A"),
    ("--st-cancelled", "#655E55", "#B3ABA0"),
    ("--text", "#12181C", "#E8EDF0"),
    ("--st-created", "#606D75", "#8B98A1"),
    ("--code-keyword", "#7244AE", "#C3A9F4"),
    ("--code-string", "#006E54", "#5AD1AC"),
    ("--code-number", "#8A5300", "#F3B944"),
    ("--code-fn", "#1A5F9C", "#7CC0F2"),
    ("--code-comment", "#5B6870", "#8F9CA5"),
    ("--lit", "#FDF3DD", "#2B2311"),
];

/// What a property that is not in the table looks like: visible on either ground.
const UNKNOWN: &str = "#808080";

/// The interface font, as `--font-ui`.
pub const FONT_UI: &str = "Inter, 'SF Pro Text', -apple-system, BlinkMacSystemFont, 'Segoe UI Variable Text', 'Segoe UI', \
     Roboto, 'Noto Sans', 'Liberation Sans', 'Helvetica Neue', Arial, system-ui, sans-serif";

/// The font of programs, as `--font-mono`.
pub const FONT_MONO: &str = "ui-monospace, 'SF Mono', 'Cascadia Mono', 'JetBrains Mono', Menlo, Consolas, \
     'Liberation Mono', 'DejaVu Sans Mono', monospace";

impl Colours {
    /// Both sets.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The colour in a custom property of the page, as `#` and six digits.
    #[must_use]
    pub fn of_token(self, token: &str) -> &'static str {
        let found = VALUES.iter().find(|(name, _, _)| *name == token);
        found.map_or(UNKNOWN, |(_, light, dark)| match self {
            Self::Light => light,
            Self::Dark => dark,
        })
    }

    /// The colour of an ink, without its opacity.
    #[must_use]
    pub fn of(self, ink: Ink) -> &'static str {
        self.of_token(ink.token())
    }

    /// The custom properties that are known.
    pub fn tokens() -> impl Iterator<Item = &'static str> {
        VALUES.iter().map(|(name, _, _)| *name)
    }

    /// Markup with each `var(--token)` replaced by its colour. Samples and glyphs of the page are written with these.
    pub(crate) fn resolve(self, markup: &str) -> String {
        let mut resolved = String::with_capacity(markup.len());
        let mut rest = markup;
        while let Some((before, after)) = rest.split_once("var(") {
            resolved.push_str(before);
            let Some((token, after)) = after.split_once(')') else {
                break;
            };
            resolved.push_str(self.of_token(token));
            rest = after;
        }
        resolved.push_str(rest);
        resolved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = include_str!("../../../style/tokens.css");

    /// The value of a custom property in the block that begins with this selector.
    fn in_style_sheet(selector: &str, token: &str) -> Option<&'static str> {
        // Comments contain no closing brace.
        let block = TOKENS.split_once(selector)?.1.split_once('}')?.0;
        let value = block.split_once(&format!("{token}: "))?.1;
        Some(value.split_once(';')?.0.trim())
    }

    #[test]
    fn every_colour_is_that_of_the_style_sheet() {
        for (token, light, dark) in VALUES {
            let of = |selector| in_style_sheet(selector, token).map(str::to_ascii_uppercase);
            let [in_light, in_dark] =
                [":root, :root[data-theme=\"light\"] {", "\n:root[data-theme=\"dark\"] {"].map(of);
            assert_eq!(in_light.as_deref(), Some(light), "{token}");
            assert_eq!(in_dark.as_deref(), Some(dark), "{token}");
        }
    }

    #[test]
    fn every_ink_has_a_colour() {
        for token in Ink::TOKENS {
            assert!(Colours::tokens().any(|known| known == token), "{token}");
        }
    }

    #[test]
    fn the_fonts_are_those_of_the_style_sheet() {
        let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let families = |text: &str| spaced(text).replace(['"', '\''], "");
        for (token, font) in [("--font-ui", FONT_UI), ("--font-mono", FONT_MONO)] {
            let found = in_style_sheet(":root {", token).expect("the style sheet names the font");
            assert_eq!(families(found), families(font));
        }
    }

    #[test]
    fn properties_in_markup_are_replaced() {
        let markup = r#"<path fill="var(--st-done)" stroke="var(--text-3)"/>"#;
        assert_eq!(
            Colours::Light.resolve(markup),
            r##"<path fill="#006B63" stroke="#5B6870"/>"##
        );
        assert_eq!(Colours::Dark.resolve("no property"), "no property");
    }
}
