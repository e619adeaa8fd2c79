// Marks at lines: lit ones, where the program is, and one with an error, whose message stands below it. They move with the text
// when it is edited.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, WidgetType, gutterLineClass, gutterWidgetClass } from "@codemirror/view";

// The rest of a longer message is left out.
const LONGEST_MESSAGE = 1000;

export const setMarks = StateEffect.define();

export const NO_MARKS = { lit: [], error: null, message: null };

// The message as it is shown, or an empty text.
export const shortened = (message) => {
  const text = message == null ? "" : String(message);
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
};

// Whether the text has a line of this number, from 1.
export const hasLine = (doc, line) => Number.isInteger(line) && line >= 1 && line <= doc.lines;

class Message extends WidgetType {
  constructor(text) {
    super();
    this.text = text;
  }

  eq(other) { return other.text === this.text; }

  toDOM() {
    const note = document.createElement("div");
    note.className = "note";
    const words = note.appendChild(document.createElement("bdi"));
    words.className = "note-text";
    words.textContent = this.text;
    return note;
  }
}

class LineNumber extends GutterMarker {
  constructor(kind) {
    super();
    this.elementClass = kind;
  }

  eq(other) { return other.elementClass === this.elementClass; }
}

const LINES = { lit: Decoration.line({ class: "lit" }), failed: Decoration.line({ class: "failed" }) };
const NUMBERS = { lit: new LineNumber("lit"), failed: new LineNumber("failed") };

const marked = (doc, { lit, error, message }) => {
  const failed = hasLine(doc, error) ? error : null;
  const kinds = new Map();
  for (const line of lit ?? []) if (hasLine(doc, line)) kinds.set(line, "lit");
  if (failed) kinds.set(failed, "failed");
  const text = failed ? shortened(message) : "";
  const lines = [];
  const numbers = [];
  for (const [line, kind] of kinds) {
    const { from } = doc.line(line);
    lines.push(LINES[kind].range(from));
    numbers.push(NUMBERS[kind].range(from));
  }
  if (text) lines.push(Decoration.widget({ widget: new Message(text), block: true, side: 1 }).range(doc.line(failed).to));
  return { lines: Decoration.set(lines, true), numbers: RangeSet.of(numbers, true), text: text && `Line ${failed}: ${text}` };
};

const field = StateField.define({
  create: (state) => marked(state.doc, NO_MARKS),
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return marked(transaction.state.doc, effect.value);
    if (!transaction.docChanged) return marks;
    return { ...marks, lines: marks.lines.map(transaction.changes), numbers: marks.numbers.map(transaction.changes) };
  },
  provide: (self) => [
    EditorView.decorations.from(self, (marks) => marks.lines),
    gutterLineClass.from(self, (marks) => marks.numbers),
    EditorView.contentAttributes.from(self, (marks) => (marks.text ? { "aria-invalid": "true" } : {})),
  ],
});

// "lit", "failed" or an empty text: how the line that begins at `from` is marked.
export const kindOf = (state, from) => {
  let kind = "";
  state.field(field).numbers.between(from, from, (_from, _to, number) => { kind = number.elementClass; });
  return kind;
};

// The error in words for a screen reader, or an empty text.
export const problemOf = (state) => state.field(field).text;

// Beside the message the column of the numbers has its colour too.
const besideMessage = gutterWidgetClass.of((_view, widget) => (widget instanceof Message ? NUMBERS.failed : null));

export const marks = [field, besideMessage];
