// The editor of the tab Program: CodeMirror in a shadow root, with Python, marks and chips at lines. Knows nothing of the page but
// its custom properties (style/tokens.css), which give it its fonts and colours.
//
// All styles are constructed sheets, so the policy `style-src 'self'` holds.

import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { closeSearchPanel, findNext, findPrevious, openSearchPanel, search } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { chips, setChips } from "./chips.js";
import style from "./editor.css";
import { python } from "./language.js";
import { NO_MARKS, hasLine, marks, problemOf, setMarks } from "./marks.js";

// A change of a longer text is reported when typing has paused, because each report takes the whole text.
const REPORTED_AT_ONCE = 65_536;
const PAUSE_MS = 250;

// How long Escape makes Tab leave the editor. Any other key ends it too.
const TAB_LEAVES_MS = 3_600_000;

// Shown as a sign with a name, besides the control characters that CodeMirror shows so: halves of a pair, and characters that
// change the direction of text, which could make code read as other than it is.
const HIDDEN_CHARACTERS = /[\u202a-\u202c\u2068\ud800-\udfff]/;

const PHRASES = {
  next: "Next", previous: "Previous", all: "Select all", "match case": "Match case", regexp: "Regexp",
  "by word": "Whole word", replace: "Replace", "replace all": "Replace all", close: "Close",
};

const isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform);

const KEYS_IN_WORDS = `Tab indents. Escape, then Tab, leaves the editor. ${isMac ? "Command" : "Control"} Enter runs the program. `
  + "Alt Enter selects who was at this line. F2 goes to the tasks at this line, and back.";

// A change that the page has made.
const byThePage = Annotation.define();

const sheet = () => {
  const made = new CSSStyleSheet();
  made.replaceSync(style);
  return made;
};

const hidden = (id, role) => {
  const made = document.createElement("p");
  made.id = id;
  made.className = "hidden";
  if (role) made.setAttribute("role", role);
  return made;
};

// Calls onChange with the text, at once or when typing has paused.
class Reports {
  #view = null;
  #timer = 0;
  #byUser = false;
  #due = false;

  constructor(onChange) { this.onChange = onChange; }

  watch(view) { this.#view = view; }

  changed(byUser) {
    this.#due = true;
    this.#byUser ||= byUser;
    clearTimeout(this.#timer);
    if (this.#view.state.doc.length <= REPORTED_AT_ONCE) this.now();
    else this.#timer = setTimeout(() => this.now(), PAUSE_MS);
  }

  now() {
    clearTimeout(this.#timer);
    if (!this.#due) return;
    const byUser = this.#byUser;
    this.#due = false;
    this.#byUser = false;
    this.onChange(this.#view.state.doc.toString(), byUser);
  }
}

// Calls onCursor with the line and the column, both from 1, when they have changed. A column counts characters as Python does.
const cursorReports = (onCursor) => {
  let told = "";
  return EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
    if (!docChanged && !selectionSet) return;
    const { head } = state.selection.main;
    const { from, number } = state.doc.lineAt(head);
    const column = [...state.sliceDoc(from, head)].length + 1;
    if (told !== (told = `${number}:${column}`)) onCursor(number, column);
  });
};

const changeReports = (reports) => EditorView.updateListener.of(({ docChanged, transactions }) => {
  if (docChanged) reports.changed(!transactions.some((it) => it.docChanged && it.annotation(byThePage)));
});

const spokenProblem = (region) => EditorView.updateListener.of(({ state }) => {
  const problem = problemOf(state);
  if (region.textContent !== problem) region.textContent = problem;
});

// What is typed over a selection, or deletes it, is carried out here. The browser would merge lines itself, and give the rest of a
// line its colours as an inline style, which the policy refuses with a message.
const overSelection = () => EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const deletes = event.inputType.startsWith("delete");
    const types = event.inputType === "insertText" && typeof event.data === "string";
    if (!(deletes || types) || event.isComposing || view.composing || view.state.readOnly) return false;
    if (view.state.selection.main.empty) return false;
    const change = view.state.replaceSelection(deletes ? "" : event.data);
    view.dispatch(view.state.update(change, { userEvent: deletes ? "delete" : "input.type", scrollIntoView: true }));
    event.preventDefault();
    return true;
  },
});

// A click on a line or its number, which selects no text.
const clicks = (onLine) => [
  lineNumbers({
    domEventHandlers: {
      mousedown: () => true, // the focus stays where it was
      click: (view, block) => {
        onLine(view.state.doc.lineAt(block.from).number);
        return true;
      },
    },
  }),
  EditorView.domEventHandlers({
    click: (event, view) => {
      const plain = event.button === 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!plain || !view.state.selection.main.empty) return;
      onLine(view.state.doc.lineAt(view.posAtCoords({ x: event.clientX, y: event.clientY }, false)).number);
    },
  }),
];

const keys = ({ onLine, onRun }, enterChips) => {
  const scope = "editor search-panel";
  const run = () => {
    onRun();
    return true;
  };
  const line = ({ state }) => {
    onLine(state.doc.lineAt(state.selection.main.head).number);
    return true;
  };
  return keymap.of([
    { key: "Mod-Enter", run, scope },
    { key: "Alt-Enter", run: line },
    enterChips,
    { key: "Mod-f", run: openSearchPanel, scope },
    { key: "F3", run: findNext, shift: findPrevious, scope, preventDefault: true },
    { key: "Mod-g", run: findNext, shift: findPrevious, scope, preventDefault: true },
    { key: "Escape", run: closeSearchPanel, scope },
    indentWithTab,
    ...historyKeymap,
    ...defaultKeymap,
  ]);
};

// Keeps the keys that the editor handles from the shortcuts of the page, which sees only the host as their target. The function
// keys go on, except those of the editor.
const keepKeys = (root, view, signal) => {
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") view.setTabFocusMode(TAB_LEAVES_MS);
    if (event.defaultPrevented || !/^F\d+$/.test(event.key)) event.stopPropagation();
  }, { signal });
};

const readOnly = (is) => [
  EditorState.readOnly.of(is),
  EditorView.contentAttributes.of(is ? { "aria-readonly": "true" } : {}),
];

// Scrolls the editor, but not the page, until the line is in view: to the middle, so that the lines around it are too. An editor
// that is as high as its text scrolls in the page.
const scrollToLine = (view, line) => {
  const { from } = view.state.doc.line(line);
  const scroller = view.scrollDOM;
  if (scroller.scrollHeight <= scroller.clientHeight) {
    view.dispatch({ effects: EditorView.scrollIntoView(from) });
    return;
  }
  const block = view.lineBlockAt(from);
  const top = block.top + view.documentPadding.top;
  const inView = top >= scroller.scrollTop && top + block.height <= scroller.scrollTop + scroller.clientHeight;
  if (!inView) scroller.scrollTop = top - (scroller.clientHeight - block.height) / 2;
};

const nothing = () => {};

const DEFAULTS = {
  text: "", label: "Program", dark: false, glyphs: {},
  onChange: nothing, onRun: nothing, onLine: nothing, onCursor: nothing, onChip: nothing,
};

// Opens an editor in `host`, an empty element that has a height and gets a shadow root. Options, all but `label` with a default:
//   text, label      the text, and the accessible name
//   dark             whether the page is dark; its colours follow the custom properties by themselves
//   glyphs           the content of an SVG element of 16 by 16 for each state of a chip
//   onChange(text, isUserEdit), onCursor(line, column), onRun(), onLine(line), onChip(task)
// Lines and columns are from 1. Returned are the functions at the end. `setChips` takes { line, label, state, title, task, selected,
// more }, where `more` counts tasks at the line that are not in the list. `setMarks` takes { lit: lines, error: line, message }.
// Lines that the text does not have are left out.
export function openEditor(host, options) {
  const given = { ...DEFAULTS, ...options };
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet()];
  const ended = new AbortController();
  const theme = new Compartment();
  const writing = new Compartment();
  const reports = new Reports(given.onChange);
  const help = hidden("keys");
  help.textContent = KEYS_IN_WORDS;
  const problem = hidden("problem", "status");
  const onRun = () => {
    reports.now();
    given.onRun();
  };
  const { extension, enter } = chips(given);

  const view = new EditorView({
    root,
    parent: root,
    doc: String(given.text),
    extensions: [
      theme.of(EditorView.darkTheme.of(given.dark)),
      writing.of(readOnly(false)),
      EditorState.phrases.of(PHRASES),
      EditorView.contentAttributes.of({ "aria-label": given.label, "aria-describedby": "keys problem", tabindex: "0" }),
      keys({ onLine: given.onLine, onRun }, enter),
      clicks(given.onLine),
      overSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars({ addSpecialChars: HIDDEN_CHARACTERS }),
      drawSelection(),
      history(),
      search({ top: true }),
      python,
      marks,
      extension,
      changeReports(reports),
      cursorReports(given.onCursor),
      spokenProblem(problem),
    ],
  });
  reports.watch(view);
  root.append(help, problem);
  keepKeys(root, view, ended.signal);
  view.contentDOM.addEventListener("blur", () => {
    reports.now();
    view.setTabFocusMode(0); // Tab indents again
  }, { signal: ended.signal });
  addEventListener("pagehide", () => reports.now(), { signal: ended.signal });

  return {
    text: () => view.state.doc.toString(),
    setText(text) {
      const doc = view.state.toText(String(text));
      if (doc.eq(view.state.doc)) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: doc },
        selection: { anchor: 0 },
        effects: [setMarks.of(NO_MARKS), setChips.of([])],
        annotations: [byThePage.of(true), isolateHistory.of("full")],
      });
      view.scrollDOM.scrollTo(0, 0);
    },
    setChips: (list) => view.dispatch({ effects: setChips.of(list) }),
    setMarks: (list) => view.dispatch({ effects: setMarks.of({ ...NO_MARKS, ...list }) }),
    showLine(line) {
      if (hasLine(view.state.doc, line)) scrollToLine(view, line);
    },
    setDark: (is) => view.dispatch({ effects: theme.reconfigure(EditorView.darkTheme.of(is)) }),
    setReadOnly: (is) => view.dispatch({ effects: writing.reconfigure(readOnly(is)) }),
    focus: () => view.focus(),
    destroy() {
      reports.now();
      ended.abort();
      view.destroy();
      root.replaceChildren();
      root.adoptedStyleSheets = [];
    },
  };
}
