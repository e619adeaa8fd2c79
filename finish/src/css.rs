//! Removes comments and unneeded white space from style sheets. Changes no token.

/// The style sheet without comments, and without white space beside `{`, `}` and `;` and after `,` and `:`, where it
/// never has a meaning. Other white space becomes one space. Strings stay as they are.
///
/// A comment between two tokens becomes white space: the style sheets have none inside of a selector or a number.
pub fn without_comments(sheet: &str) -> String {
    let mut written = String::with_capacity(sheet.len());
    let mut space = false;
    let mut rest = sheet;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space = true;
            continue;
        }
        if next.is_ascii_whitespace() {
            rest = &rest[1..];
            space = true;
            continue;
        }
        if space && !written.is_empty() && !written.ends_with(['{', '}', ';', ',', ':']) && !"{};".contains(next) {
            written.push(' ');
        }
        space = false;
        let length = match next {
            '"' | '\'' => string_length(rest, next),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => next.len_utf8(),
        };
        written += &rest[..length];
        rest = &rest[length..];
    }
    written
}

/// The length of the string at the start of `rest` in bytes, with its quotes.
fn string_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, next) in rest.char_indices().skip(1) {
        match next {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if next == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::without_comments;
    use cssparser::{Parser, ParserInput, Token};
    use std::path::Path;

    #[test]
    fn strings_escapes_and_meaningful_spaces_stay() {
        for (sheet, wanted) in [
            (
                "a { content: \"/* no  comment */\"; }",
                "a{content:\"/* no  comment */\";}",
            ),
            ("a /* or */ b , c:hover  > d { }", "a b ,c:hover > d{}"),
            (
                "a { width: calc(1px + 2px) ; margin: 0 -1px }",
                "a{width:calc(1px + 2px);margin:0 -1px}",
            ),
            ("a :hover { b: url( 'x y' ) }", "a :hover{b:url( 'x y' )}"),
            ("/* open", ""),
            ("a { content: 'it\\'s  so' }", "a{content:'it\\'s  so'}"),
            (".a\\:b { }", ".a\\:b{}"),
        ] {
            assert_eq!(without_comments(sheet), wanted, "{sheet}");
        }
    }

    #[test]
    fn every_style_sheet_keeps_its_tokens() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
        let mut sheets = 0;
        for entry in std::fs::read_dir(folder).expect("there is a folder of style sheets") {
            let path = entry.expect("it can be read").path();
            let sheet = std::fs::read_to_string(&path).expect("a style sheet is text");
            assert_eq!(tokens(&without_comments(&sheet)), tokens(&sheet), "{}", path.display());
            sheets += 1;
        }
        assert!(sheets > 20, "only {sheets} style sheets");
    }

    /// All tokens in order. White space counts where it has a meaning.
    fn tokens(sheet: &str) -> Vec<String> {
        fn read(parser: &mut Parser<'_, '_>, into: &mut Vec<String>) {
            while let Ok(token) = parser.next_including_whitespace() {
                let token = token.clone();
                let curly = matches!(token, Token::CurlyBracketBlock);
                let opens = matches!(
                    token,
                    Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock
                );
                match token {
                    Token::WhiteSpace(_) => into.push(" ".to_owned()),
                    _ => into.push(format!("{token:?}")),
                }
                if opens {
                    let inside: Result<(), cssparser::ParseError<'_, ()>> = parser.parse_nested_block(|parser| {
                        read(parser, into);
                        Ok(())
                    });
                    inside.expect("a block that was opened can be read");
                    into.push(if curly { "}" } else { ")" }.to_owned());
                }
            }
        }
        let mut found = Vec::new();
        let mut input = ParserInput::new(sheet);
        read(&mut Parser::new(&mut input), &mut found);
        let silent = ["CurlyBracketBlock", "}", "Semicolon", "Comma", "Colon"];
        let mut kept: Vec<String> = Vec::new();
        for token in found {
            let before = kept.last().map(String::as_str);
            if token == " " && before.is_none_or(|before| before == " " || silent.contains(&before)) {
                continue;
            }
            if ["CurlyBracketBlock", "}", "Semicolon"].contains(&token.as_str()) && before == Some(" ") {
                kept.pop();
            }
            kept.push(token);
        }
        if kept.last().is_some_and(|last| last == " ") {
            kept.pop();
        }
        kept
    }
}
