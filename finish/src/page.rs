//! A page as a list of tokens: takes out what is inline, writes the policy, and finds what the policy forbids.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

/// The name of the policy in a `<meta>`.
const POLICY_NAME: &str = "Content-Security-Policy";

/// The name of the `meta` element before the style sheets that nothing in the first picture needs.
const LATER: &str = "futurescope-styles";

/// Elements whose content is a text without escapes for the tokenizer.
const RAW: [&str; 4] = ["script", "style", "noscript", "iframe"];

/// A page.
pub struct Page(Vec<Token>);

/// What was inline.
#[derive(Debug, Default)]
pub struct Inline {
    /// The style sheets, one after another.
    pub style: String,
    /// The style sheets behind the mark [`LATER`], one after another.
    pub later_style: String,
    /// The module script.
    pub start: Option<String>,
    /// Whether there is another script, which stays: Trunk's, for reloading.
    pub reloads: bool,
}

impl Page {
    /// Reads HTML as browsers do.
    pub fn parse(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        // What is in a script is a script, whatever it looks like.
        emitter.naively_switch_states(true);
        let tokens = Tokenizer::new_with_emitter(html, emitter);
        Self(tokens.map(|Ok(token)| token).collect())
    }

    /// Takes style sheets and the module script out of the page, and refers to the files `style` and `start` instead.
    pub fn take_inline(&mut self, style: &str, start: &str) -> Inline {
        let mut inline = Inline::default();
        let mut kept = Vec::with_capacity(self.0.len());
        let mut is_later = false;
        let mut tokens = std::mem::take(&mut self.0).into_iter();
        while let Some(token) = tokens.next() {
            let Token::StartTag(tag) = &token else {
                kept.push(token);
                continue;
            };
            let is_module = attribute(tag, "type") == Some("module");
            match name(tag) {
                "meta" if attribute(tag, "name") == Some(LATER) => is_later = true,
                "style" if is_later => {
                    inline.later_style += &text_until_end(&mut tokens);
                    inline.later_style.push('\n');
                }
                "style" => {
                    if inline.style.is_empty() {
                        kept.extend(Self::parse(&format!("<link rel=\"stylesheet\" href=\"./{style}\">")).0);
                    }
                    inline.style += &text_until_end(&mut tokens);
                    inline.style.push('\n');
                }
                "script" if is_module && attribute(tag, "src").is_none() => {
                    kept.extend(Self::parse(&format!("<script type=\"module\" src=\"./{start}\"></script>")).0);
                    inline.start = Some(text_until_end(&mut tokens));
                }
                "script" if attribute(tag, "src").is_none() => {
                    inline.reloads = true;
                    kept.push(token);
                }
                _ => kept.push(token),
            }
        }
        self.0 = kept;
        inline
    }

    /// Has what the first picture and the start of the program need fetched at once: the style sheet `style`, the scripts that
    /// run before `start`, the program's script, and `start`. Browsers would find them one after another: with a policy in
    /// the page, Chromium does not look ahead while it waits for a script. Names the style sheet `later`, which
    /// first-paint.js loads, if there is one, and the program, which that and `start` fetch: on a first visit after the first
    /// paint.
    pub fn fetch_early(&mut self, style: &str, later: Option<&str>, start: &str) {
        let rel = |token: &Token| match token {
            Token::StartTag(tag) => attribute(tag, "rel").map(str::to_owned),
            _ => None,
        };
        let is_program = |token: &mut Token| {
            rel(token).as_deref() == Some("preload")
                && matches!(token, Token::StartTag(tag) if attribute(tag, "type") == Some("application/wasm"))
        };
        let program = self.0.extract_if(.., is_program).find_map(|token| match token {
            Token::StartTag(tag) => attribute(&tag, "href").map(str::to_owned),
            _ => None,
        });
        let named =
            |name: &str, file: Option<&str>| file.map_or_else(String::new, |file| format!(" {name}=\"{file}\""));
        let later = named("data-later", later.map(|later| format!("./{later}")).as_deref());
        let program = named("data-program", program.as_deref());
        let mut early = Self::parse(&format!(
            "<link rel=\"preload\" as=\"style\" href=\"./{style}\"{later}{program}>"
        ))
        .0;
        // The parser finds the first of them itself.
        for script in self.scripts_before_start().iter().skip(1) {
            early.extend(Self::parse(&format!("<link rel=\"preload\" as=\"script\" href=\"{script}\">")).0);
        }
        early.extend(
            self.0
                .extract_if(.., |token| rel(token).as_deref() == Some("modulepreload")),
        );
        early.extend(Self::parse(&format!("<link rel=\"modulepreload\" href=\"./{start}\">")).0);
        self.insert_tokens_in_head(early);
    }

    /// The addresses of the scripts that run before the module script: those that the parser waits for, and deferred ones.
    fn scripts_before_start(&self) -> Vec<String> {
        let scripts = self.0.iter().filter_map(|token| match token {
            Token::StartTag(tag) if name(tag) == "script" => Some(tag),
            _ => None,
        });
        scripts
            .take_while(|tag| attribute(tag, "type") != Some("module"))
            .filter(|tag| attribute(tag, "async").is_none())
            .filter_map(|tag| attribute(tag, "src").map(str::to_owned))
            .collect()
    }

    /// Removes the comments.
    pub fn remove_comments(&mut self) {
        self.0.retain(|token| !matches!(token, Token::Comment(_)));
    }

    /// Writes the policy behind the character set, before anything that is loaded.
    pub fn set_policy(&mut self, policy: &str) {
        self.insert_in_head(&format!("<meta http-equiv=\"{POLICY_NAME}\" content=\"{policy}\">"));
    }

    /// Removes the `<meta>` with this name, if there is one.
    pub fn remove_meta(&mut self, named: &str) {
        self.0.retain(|token| {
            !matches!(token, Token::StartTag(tag) if name(tag) == "meta" && attribute(tag, "name") == Some(named))
        });
    }

    /// Inserts HTML behind the character set.
    pub fn insert_in_head(&mut self, html: &str) {
        self.insert_tokens_in_head(Self::parse(html).0);
    }

    fn insert_tokens_in_head(&mut self, tokens: Vec<Token>) {
        let is_charset = |token: &Token| matches!(token, Token::StartTag(tag) if name(tag) == "meta" && attribute(tag, "charset").is_some());
        let at = self.0.iter().position(is_charset).map_or(0, |at| at + 1);
        self.0.splice(at..at, tokens);
    }

    /// Whether the policy allows all that is in the page.
    ///
    /// # Errors
    ///
    /// The first element that it forbids.
    pub fn check_policy(&self) -> Result<(), String> {
        for token in &self.0 {
            let Token::StartTag(tag) = token else { continue };
            let name = name(tag);
            let forbidden = match name {
                "style" => Some("a style sheet".to_owned()),
                "script" if attribute(tag, "src").is_none() => Some("a script".to_owned()),
                _ => tag.attributes.iter().find_map(|(attribute, value)| {
                    let attribute = text(attribute);
                    if attribute == "style" || attribute.starts_with("on") {
                        return Some(format!("the attribute `{attribute}`"));
                    }
                    text(value)
                        .trim_start()
                        .starts_with("javascript:")
                        .then(|| "a `javascript:` address".to_owned())
                }),
            };
            if let Some(forbidden) = forbidden {
                return Err(format!("the policy forbids {forbidden} in the page: <{name}>"));
            }
        }
        Ok(())
    }

    /// The page as HTML.
    pub fn html(&self) -> String {
        let mut html = String::new();
        let mut raw = false;
        for token in &self.0 {
            match token {
                Token::StartTag(tag) => {
                    html += &format!("<{}", name(tag));
                    for (attribute, value) in &tag.attributes {
                        html += &format!(" {}", text(attribute));
                        if !value.is_empty() {
                            html += &format!("=\"{}\"", text(value).replace('&', "&amp;").replace('"', "&quot;"));
                        }
                    }
                    html += if tag.self_closing { "/>" } else { ">" };
                    raw = RAW.contains(&name(tag));
                }
                Token::EndTag(tag) => {
                    html += &format!("</{}>", text(&tag.name));
                    raw = false;
                }
                Token::String(string) if raw => html += text(string),
                Token::String(string) => {
                    html += &text(string)
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;");
                }
                Token::Comment(comment) => html += &format!("<!--{}-->", text(comment)),
                Token::Doctype(_) => html += "<!doctype html>",
                Token::Error(_) => {}
            }
        }
        html
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it is a part of a text")
}

fn name(tag: &StartTag<()>) -> &str {
    text(&tag.name)
}

fn attribute<'a>(tag: &'a StartTag<()>, name: &str) -> Option<&'a str> {
    let found = tag.attributes.iter().find(|(attribute, _)| text(attribute) == name);
    found.map(|(_, value)| text(value))
}

/// The text up to the next end tag.
fn text_until_end(tokens: &mut impl Iterator<Item = Token>) -> String {
    let mut found = String::new();
    for token in tokens {
        match token {
            Token::String(string) => found += text(&string),
            Token::EndTag(_) => break,
            _ => {}
        }
    }
    found
}
