// Python for the editor: its grammar, and the classes of the tokens. They are those of the panel Code (style/code.css).

import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { tagHighlighter, tags } from "@lezer/highlight";

const CLASSES = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.self, tags.bool, tags.null], class: "code-keyword" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.meta], class: "code-function" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], class: "code-function" },
  { tag: tags.number, class: "code-number" },
  { tag: [tags.string, tags.special(tags.string), tags.escape, tags.docString], class: "code-string" },
  { tag: tags.comment, class: "code-comment" },
]);

// The language alone, without the completion that its package adds.
export const python = [
  pythonLanguage,
  syntaxHighlighting(CLASSES),
  indentUnit.of("    "),
  EditorState.tabSize.of(4),
  indentOnInput(),
  bracketMatching(),
];
