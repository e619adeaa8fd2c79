//! The rules of a `_headers` file, as Cloudflare Pages reads them: which headers a server sends with a file.

/// The rules of a file.
#[derive(Clone, Debug)]
pub struct Rules(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
enum Line {
    /// `Name: value`.
    Send(String, String),
    /// `! Name`: takes back what the rules before it send.
    Detach(String),
}

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    ///
    /// The first line that is not understood.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        {
            if line.starts_with('/') {
                rules.push(Rule {
                    pattern: line.trim().to_owned(),
                    lines: Vec::new(),
                });
                continue;
            }
            let parsed = if let Some(name) = line.trim().strip_prefix('!') {
                Some(Line::Detach(name.trim().to_owned()))
            } else {
                let pair = line.trim().split_once(':');
                pair.map(|(name, value)| Line::Send(name.trim().to_owned(), value.trim().to_owned()))
            };
            match (rules.last_mut(), parsed) {
                (Some(rule), Some(line)) => rule.lines.push(line),
                _ => return Err(format!("`{line}` is not a header of a path")),
            }
        }
        Ok(Self(rules))
    }

    /// The headers of the file at `path`, which starts with `/`. The values of one name are joined with commas.
    #[must_use]
    pub fn headers_of(&self, path: &str) -> Vec<(String, String)> {
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in self
            .0
            .iter()
            .filter(|rule| matches(&rule.pattern, path))
            .flat_map(|rule| &rule.lines)
        {
            match line {
                Line::Detach(name) => headers.retain(|(sent, _)| !sent.eq_ignore_ascii_case(name)),
                Line::Send(name, value) => match headers.iter_mut().find(|(sent, _)| sent.eq_ignore_ascii_case(name)) {
                    Some((_, before)) => *before = format!("{before}, {value}"),
                    None => headers.push((name.clone(), value.clone())),
                },
            }
        }
        headers
    }
}

/// Whether a pattern with at most one `*`, which stands for any characters, matches.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;

    const TEXT: &str = "\
# A comment.
/*
  A: one
  B: two: three

/assets/*
  ! A
  A: four
/assets/*.wasm
  b: five
";

    #[test]
    fn rules_are_joined_in_order_and_taken_back() {
        let rules = Rules::parse(TEXT).expect("it is a file of rules");
        let of = |path: &str| {
            let headers = rules.headers_of(path);
            headers
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("/"), ["A=one", "B=two: three"]);
        assert_eq!(of("/assets/x.js"), ["B=two: three", "A=four"]);
        assert_eq!(of("/assets/x.wasm"), ["B=two: three, five", "A=four"]);
    }

    #[test]
    fn a_header_without_a_path_or_a_name_is_refused() {
        assert!(Rules::parse("  A: one\n").is_err());
        assert!(Rules::parse("/\n  nonsense\n").is_err_and(|why| why.contains("nonsense")));
    }
}
